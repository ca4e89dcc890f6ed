using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests.Processes;

/// <summary>The other process: <c>key FOLDER</c>, or <c>conform FOLDER</c> for the suite for stores.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=jit.db", args[1]), new SqliteStoreOptions(), TimeProvider.System);
        if (args[0] == "conform")
        {
            await CrashWriter.RunAsync(store);
            return 0;
        }

        Report("ready");
        await Console.In.ReadLineAsync(); // all processes go on together
        Report(store.OpenLocalKeyRing().Current.Id);
        await store.InitializeAsync(default);
        return 0;
    }

    private static void Report(string line)
    {
        Console.Out.Write(line + "\n");
        Console.Out.Flush();
    }
}
