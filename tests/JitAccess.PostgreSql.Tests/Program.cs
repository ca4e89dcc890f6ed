using JitAccess.PostgreSql;
using JitAccess.Stores;

// A process that the suite for stores starts and kills, with a connection string and a schema; the test runner loads this assembly as a library and
// never comes here.
using var store = new PostgreSqlGrantStore(args[0], new PostgreSqlStoreOptions { Schema = args[1] }, TimeProvider.System);
await CrashWriter.RunAsync(store);
