using System.Globalization;
using System.Security.Cryptography;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Benchmarks.Nodes;

/// <summary>
/// What taking in a snapshot costs when the store costs nothing: each record verified and understood, and a table made of them; beside a dictionary of as many
/// keys whose size was known, and as many codes verified over the same bytes.
/// </summary>
internal static class SnapshotLoad
{
    private const int Count = 1_000_000;
    private const int Rounds = 5;
    private const double AtMost = 3;

    public static async Task RunAsync(Guard guard)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Benchmark" });
        builder.Services.AddJitAccessCore(jit => jit.UseInMemory());
        using var host = builder.Build();
        var services = host.Services;
        await ManyGrants.FillAsync(services);
        var store = new Snapshot(services.GetRequiredService<IGrantStore>());
        await store.TakeAsync();

        var reader = new NodeReader(store, services.GetRequiredService<Authenticator>(), services.GetRequiredService<JitClock>(), services.GetRequiredService<IOptions<JitAccessOptions>>());
        var keys = store.Records.Select((record, number) => ("default", $"user-{number / 10}", "orders:refund", $"orders/{number}")).ToArray();
        Console.WriteLine();
        Console.WriteLine($"| {Count.ToString("N0", CultureInfo.InvariantCulture)} live grants from a snapshot in memory | seconds | of them paused | collections | ratio | at most |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var (ours, plain) = (new Took[Rounds], new Took[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            plain[round] = await MeasureAsync(() => Task.FromResult(Plain(store.Records, keys)));
            ours[round] = await MeasureAsync(() => LoadAsync(reader, services));
        }

        Row("a dictionary and as many codes", plain, null);
        var ratio = Row("verified, understood, in the table", ours, plain);
        guard.Demand(ratio <= AtMost, string.Create(CultureInfo.InvariantCulture, $"taking in a snapshot takes {ratio:0.00} times the yardstick, and may take {AtMost}."));
    }

    private static async Task<int> LoadAsync(NodeReader reader, IServiceProvider services)
    {
        var read = (NodeMessage.SnapshotRead)await reader.ReadAsync(new NodeEffect.ReadSnapshot(1), default);
        var table = new GrantTable(services.GetRequiredService<GrantEndings>());
        table.Load(read.Live, read.Head.StoreTime.ToUnixTimeMilliseconds());
        return read.Fault is null ? table.Count : throw new InvalidOperationException(read.Fault);
    }

    private static int Plain(List<StoredRecord> records, (string, string, string, string)[] keys)
    {
        var key = new byte[32];
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var table = new Dictionary<(string, string, string, string), long>(Count);
        for (var number = 0; number < records.Count; number++)
        {
            HMACSHA256.HashData(key, records[number].Bytes.Span, code);
            table.Add(keys[number], CryptographicOperations.FixedTimeEquals(code, records[number].Mac.Span) ? 0 : long.MaxValue);
        }

        return table.Count;
    }

    private static async Task<Took> MeasureAsync(Func<Task<int>> load)
    {
        GC.Collect();
        var (paused, collections) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0));
        var start = TimeProvider.System.GetTimestamp();
        if (await load() != Count)
        {
            throw new InvalidOperationException("Not every grant was taken in.");
        }

        return new Took(
            TimeProvider.System.GetElapsedTime(start).TotalSeconds, (GC.GetTotalPauseDuration() - paused).TotalSeconds, GC.CollectionCount(0) - collections);
    }

    private static double? Row(string what, Took[] measured, Took[]? to)
    {
        var ratio = to is null ? (double?)null : measured.Zip(to, static (mine, theirs) => mine.Seconds / theirs.Seconds).Order().ElementAt(Rounds / 2);
        var middle = measured.OrderBy(one => one.Seconds).ElementAt(Rounds / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {middle.Seconds:0.00} | {middle.Paused:0.00} | {middle.Collections} | {ratio:0.00} | {(to is null ? null : AtMost):0} |"));
        return ratio;
    }

    private sealed record Took(double Seconds, double Paused, int Collections);

    /// <summary>A store whose snapshot lies ready.</summary>
    private sealed class Snapshot(IGrantStore inner) : ForwardingStore
    {
        private JournalHead? _head;
        private string _incarnation = "";

        public List<StoredRecord> Records { get; } = [];

        protected override IGrantStore Inner => inner;

        public async Task TakeAsync()
        {
            await using var snapshot = await inner.ReadLiveGrantsAsync(default);
            (_head, _incarnation) = (snapshot.Head, snapshot.Incarnation);
            await foreach (var record in snapshot.Records)
            {
                Records.Add(record);
            }
        }

        public override ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) =>
            new(new LiveGrantSnapshot(_head!, _incarnation, Records.ToAsyncEnumerable()));
    }
}
