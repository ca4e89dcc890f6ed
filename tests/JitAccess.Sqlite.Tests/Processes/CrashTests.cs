using JitAccess.StoreContract;
using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.Sqlite.Tests.Processes;

/// <summary>Whoever was told "committed" was told the truth, and nothing is half there.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Writers = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task P33_WriterKilledAtRandomMoments_LosesNothingAcknowledgedAndLeavesNothingHalf()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            acknowledged.AddRange(await WriteAndKillAsync($"round{round}", after: 1 + round * 37));
            await AssertWholeAsync(acknowledged);
        }
    }

    private async Task<List<string>> WriteAndKillAsync(string name, int after)
    {
        using var child = await Child.StartAsync("write", _folder.Path, name, $"{Writers}", "100000");
        child.Go();
        await child.ReadAsync(); // the key
        var acknowledged = new List<string>();
        while (acknowledged.Count < after && await child.ReadAsync() is { } line)
        {
            acknowledged.Add(line);
        }

        child.Kill();
        acknowledged.AddRange(await child.ReadToEndAsync());
        Assert.True(acknowledged.Count >= after);
        return acknowledged;
    }

    private async Task AssertWholeAsync(List<string> acknowledged)
    {
        using var store = await _folder.NewInitializedStoreAsync();
        var cursor = JournalCursor.Start;
        var entries = new List<StoredEntry>();
        while (await store.ReadJournalAsync(cursor, 10_000, default) is { Entries: { Count: > 0 } page })
        {
            AssertChain(page, cursor);
            entries.AddRange(page);
            cursor = new JournalCursor(page[^1].Position, page[^1].Hash);
        }

        // Each commit wrote three entries, the last two with its name.
        Assert.Equal(0, entries.Count % 3);
        var names = entries.Chunk(3).Select(commit => (First: TextOf(commit[1]), Second: TextOf(commit[2]))).ToList();
        Assert.All(names, name => Assert.Equal(name.First, name.Second));
        var committed = names.Select(name => name.First).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledged.Except(committed, StringComparer.Ordinal));
        Assert.True(committed.Count - acknowledged.Count <= Writers * 6, "at most one commit of each writer is without its acknowledgement");
        foreach (var name in committed)
        {
            var records = (await store.LoadAsync([Key(name), Key(name, RecordKind.Ledger), Key("all", RecordKind.Generation, "t" + name)], default)).Records;
            Assert.Equal(3, records.Count);
            Assert.Single(records.Select(record => record.Position).Distinct());
        }

        Assert.Equal(committed.Count, await CountLiveAsync(store));
    }

    private static async Task<int> CountLiveAsync(SqliteGrantStore store)
    {
        await using var snapshot = await store.ReadLiveGrantsAsync(default);
        var count = 0;
        await foreach (var record in snapshot.Records)
        {
            count++;
        }

        return count;
    }
}
