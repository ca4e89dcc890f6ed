using CustomStore;
using JitAccess.CustomStore.Tests;
using JitAccess.Stores;

// A process that a test starts, with the path of the file; the test runner loads this assembly as a library and never comes here.
await using var store = new JsonLinesStore(args[0], TimeProvider.System);
await (args is [_, FullDisk.Argument] ? FullDisk.RunAsync(store) : CrashWriter.RunAsync(store)); // the suite's writer is killed
