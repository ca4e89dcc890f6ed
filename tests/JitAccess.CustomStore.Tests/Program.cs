using CustomStore;
using JitAccess.CustomStore.Tests;
using JitAccess.Stores;

// Processes that tests start, with the path of the file; the test runner loads this assembly as a library and never comes here.
if (args is [var path, FullDisk.Argument])
{
    await FullDisk.RunAsync(path);
    return;
}

// This one the suite kills.
await using var store = new JsonLinesStore(args[0], TimeProvider.System);
await CrashWriter.RunAsync(store);
