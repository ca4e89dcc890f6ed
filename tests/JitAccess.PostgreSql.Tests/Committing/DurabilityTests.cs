using System.Collections.Concurrent;
using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Committing;

/// <summary>Whoever was told "committed" was told the truth, through crashes of the server.</summary>
public sealed class DurabilityTests
{
    private const int Writers = 8;

    [PostgresFact]
    public async Task P33_ServerCrashesWhileManyWrite_LosesNothingAcknowledgedAndLeavesNothingHalf()
    {
        using var server = PostgresServer.Start();
        using var store = new PostgreSqlGrantStore(server.ConnectionString, new PostgreSqlStoreOptions(), TimeProvider.System);
        await store.InitializeAsync(default);
        var acknowledged = new ConcurrentBag<string>();
        for (var round = 0; round < 4; round++)
        {
            using var isOver = new CancellationTokenSource();
            var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteUntilItFailsAsync(store, $"{round}-{writer}", acknowledged))).ToList();
            while (acknowledged.Count < (round + 1) * 40)
            {
                await Task.Yield();
            }

            server.Crash();
            await Task.WhenAll(writing);
            await AssertWholeAsync(store, acknowledged);
        }
    }

    private static async Task WriteUntilItFailsAsync(PostgreSqlGrantStore store, string name, ConcurrentBag<string> acknowledged)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var id = $"{name}-{number}";
                var batch = NewGrant(id).Put(Key(id, RecordKind.Ledger), 0).Entry(id).Entry(id);
                Assert.True((await store.CommitAsync(batch.Build(), default)).IsCommitted);
                acknowledged.Add(id);
            }
        }
        catch (StoreUnavailableException)
        {
            return; // the crash: whether the last one was committed nobody knows
        }
    }

    private static async Task AssertWholeAsync(PostgreSqlGrantStore store, ConcurrentBag<string> acknowledged)
    {
        var page = await ReadWhenItIsBackAsync(store);
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal(page.Head.Position, page.Entries.Count);
        var committed = page.Entries.Chunk(3).Select(commit => TextOf(commit[2])).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledged.Except(committed, StringComparer.Ordinal));
        foreach (var id in committed)
        {
            Assert.Equal(2, (await store.LoadAsync([Key(id), Key(id, RecordKind.Ledger)], default)).Records.Count);
        }
    }

    private static async Task<JournalPage> ReadWhenItIsBackAsync(PostgreSqlGrantStore store)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await store.ReadJournalAsync(JournalCursor.Start, 10_000, default);
            }
            catch (StoreUnavailableException) when (attempt < 100_000)
            {
                await Task.Yield();
            }
        }
    }
}
