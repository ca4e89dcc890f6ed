using CustomStore;
using JitAccess.Stores;

// A process that the suite for stores starts and kills, with the path of the file; the test runner loads this assembly as a library and never comes here.
await using var store = new JsonLinesStore(args[0], TimeProvider.System);
await CrashWriter.RunAsync(store);
