using System.Globalization;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace JitAccess.Benchmarks.Stores;

/// <summary>
/// Commits a second of each durable store beside a yardstick that writes the same rows, in alternating rounds of one run: ratios of medians, since
/// absolute numbers belong to the machine.
/// </summary>
internal static class StoreComparison
{
    private const int Rounds = 9;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(PostgresServer server, string folder)
    {
        Console.WriteLine($"A flush to this disk takes {FlushMilliseconds(folder):0.00} ms (median).");
        Console.WriteLine();
        Console.WriteLine("| store | callers | commits/s | yardstick | transactions/s | ratio |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        await CompareSqliteAsync(folder);
        await ComparePostgreSqlAsync(server, folder);
    }

    private static async Task CompareSqliteAsync(string folder)
    {
        await using var services = Services(jit => jit.UseSqlite($"Data Source={Path.Combine(folder, "ours.db")}"));
        var store = services.GetRequiredService<IGrantStore>();
        await store.InitializeAsync(default);
        using var bare = new BareSqlite(Path.Combine(folder, "bare.db"));
        foreach (var callers in (int[])[1, 32])
        {
            await CompareAsync("SQLite", callers, store, "bare loop", () => bare.TransactionsPerSecond(Round));
        }
    }

    private static async Task ComparePostgreSqlAsync(PostgresServer server, string folder)
    {
        await using var services = Services(jit => jit.UsePostgreSql(server.Create("ours")));
        var store = services.GetRequiredService<IGrantStore>();
        await store.InitializeAsync(default);
        var bench = new PgBench(server.Port, folder);
        bench.Prepare();
        foreach (var callers in (int[])[1, 32])
        {
            await CompareAsync("PostgreSQL", callers, store, $"pgbench -c {callers}", () => bench.TransactionsPerSecond(callers, Round));
        }
    }

    private static async Task CompareAsync(string name, int callers, IGrantStore store, string yardstick, Func<double> measure)
    {
        await Work.CommitsPerSecondAsync(store, callers, Round); // warm
        measure();
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await Work.CommitsPerSecondAsync(store, callers, Round));
            theirs.Add(measure());
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {callers} | {Median(ours):0} | {yardstick} | {Median(theirs):0} | {Median([.. ours.Zip(theirs, (our, their) => our / their)]):0.00} |"));
    }

    private static double FlushMilliseconds(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "flush"), FileMode.Create);
        var times = new List<double>();
        for (var round = 0; round < 101; round++)
        {
            file.WriteByte(1);
            var start = TimeProvider.System.GetTimestamp();
            file.Flush(flushToDisk: true);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median(times);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static ServiceProvider Services(Action<JitAccessBuilder> choose)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { ContentRootPath = Environment.CurrentDirectory, EnvironmentName = "Benchmark" });
        services.AddJitAccessCore(choose);
        return services.BuildServiceProvider();
    }
}
