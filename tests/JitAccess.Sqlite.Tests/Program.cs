using JitAccess.Sqlite.Tests.Processes;

// What the tests start as another process; the test runner loads this assembly as a library and never comes here.
return await ChildProgram.RunAsync(args);
