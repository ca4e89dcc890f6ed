using CustomStore;
using JitAccess.StoreConformance.Tests;
using JitAccess.Stores;

// A process that acknowledges before it writes; the test runner loads this assembly as a library and never comes here.
await using var store = new JsonLinesStore(args[0], TimeProvider.System);
await CrashWriter.RunAsync(new Flaws.Hasty { Honest = store });
