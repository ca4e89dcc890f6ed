using System.Globalization;

namespace JitAccess.Stores;

/// <summary>The program of a process that writes until it is done or killed: call it from the <c>Main</c> of your test project.</summary>
/// <remarks>It speaks with the suite over standard input and output, so nothing else may be written there.</remarks>
public static class CrashWriter
{
    /// <summary>Waits for the suite's orders, initialises the store, writes, and reports every commit that was acknowledged.</summary>
    /// <param name="store">A store on the storage of the setup that started this process, not initialised yet. The caller disposes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when everything is written.</returns>
    public static Task RunAsync(IGrantStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return RunAsync(store, Console.In, Console.Out, cancellationToken);
    }

    internal static IReadOnlyList<RecordKey> KeysOf(string name) =>
        [ConformanceBatch.Key(name), ConformanceBatch.Key(name, RecordKind.Ledger), ConformanceBatch.Key("all", RecordKind.Generation, "t" + name)];

    private static async Task RunAsync(IGrantStore store, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var report = TextWriter.Synchronized(output);
        Report(report, WriterProcess.Ready);
        var orders = (await input.ReadLineAsync(cancellationToken))!.Split(' '); // all processes go on together
        var (name, writers, commits) = (orders[0], Number(orders[1]), Number(orders[2]));
        await store.InitializeAsync(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
            async () =>
            {
                for (var number = 0; number < commits; number++)
                {
                    await CommitAsync(store, string.Create(CultureInfo.InvariantCulture, $"{name}-{writer}-{number}"), report, cancellationToken);
                }
            },
            cancellationToken)));
    }

    private static async Task CommitAsync(IGrantStore store, string name, TextWriter report, CancellationToken cancellationToken)
    {
        var keys = KeysOf(name);
        var batch = ConformanceBatch.NewGrant(name).Put(keys[1], 0).Put(keys[2], 0).Entry(name).Entry(name);
        if ((await store.CommitAsync(batch.Build(), cancellationToken)).IsCommitted)
        {
            Report(report, name);
        }
    }

    // One write for a line: a killed process leaves no half of one.
    private static void Report(TextWriter report, string line)
    {
        report.Write(line + "\n");
        report.Flush();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
