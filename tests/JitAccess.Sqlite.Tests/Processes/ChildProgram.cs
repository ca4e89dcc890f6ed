using System.Globalization;
using JitAccess.StoreContract;
using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.Sqlite.Tests.Processes;

/// <summary>The other process: <c>key FOLDER</c> or <c>write FOLDER NAME WRITERS COMMITS</c>.</summary>
internal static class ChildProgram
{
    /// <summary>What each acknowledged commit is reported as, and what it wrote.</summary>
    public static string NameOf(string process, int writer, int number) => string.Create(CultureInfo.InvariantCulture, $"{process}-{writer}-{number}");

    public static async Task<int> RunAsync(string[] args)
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=jit.db", args[1]), new SqliteStoreOptions(), TimeProvider.System);
        Report("ready");
        await Console.In.ReadLineAsync(); // all processes go on together
        Report(store.OpenLocalKeyRing().Current.Id);
        await store.InitializeAsync(default);
        if (args[0] == "write")
        {
            var commits = int.Parse(args[4], CultureInfo.InvariantCulture);
            var writers = Enumerable.Range(0, int.Parse(args[3], CultureInfo.InvariantCulture));
            await Task.WhenAll(writers.Select(writer => Task.Run(() => WriteAsync(store, args[2], writer, commits))));
        }

        return 0;
    }

    private static async Task WriteAsync(SqliteGrantStore store, string process, int writer, int commits)
    {
        for (var number = 0; number < commits; number++)
        {
            var name = NameOf(process, writer, number);
            var batch = NewGrant(name).Put(Key(name, RecordKind.Ledger), 0).Put(Key("all", RecordKind.Generation, "t" + name), 0).Entry(name).Entry(name);
            if ((await store.CommitAsync(batch.Build(), default)).IsCommitted)
            {
                Report(name);
            }
        }
    }

    private static void Report(string line)
    {
        lock (Console.Out)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }
}
