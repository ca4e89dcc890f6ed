using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.StoreContract;

/// <summary>Of those who expect the same version one wins, and each loses alone.</summary>
public abstract class ContentionFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    private const int Writers = 16;

    [Fact]
    public async Task P03_CommitAsync_ManyDecideOneRequest_OneWins()
    {
        for (var round = 0; round < 10; round++)
        {
            var request = Key($"r{round}", RecordKind.Request);
            await CommitAsync(new Batch().Put(request, 0, State("pending")).Entry("asked"));
            var results = await InParallelAsync(writer => CommitAsync(new Batch()
                .Put(request, 1, State(writer % 2 == 0 ? "approved" : "denied"))
                .Put(Key($"g{round}"), 0, State("active"))
                .Entry($"decided by {writer}")
                .Entry("granted")));

            var winner = Assert.Single(results, result => result.IsCommitted);
            Assert.All(results.Where(result => !result.IsCommitted), result => Assert.Empty(result.Entries));
            Assert.Equal(2, (await LoadAsync(request))!.Version);
            Assert.Equal(1, (await LoadAsync(Key($"g{round}")))!.Version);
            var page = await ReadAllAsync();
            Assert.Equal((round + 1) * 3, page.Head.Position);
            Assert.Equal(winner.Entries[0].Bytes.ToArray(), page.Entries[^2].Bytes.ToArray());
        }
    }

    [Fact]
    public async Task CommitAsync_ManyCountOneLedger_EveryIncrementCounts()
    {
        var ledger = Key("amina", RecordKind.Ledger);
        await InParallelAsync(async writer =>
        {
            for (var done = 0; done < 5;)
            {
                var version = (await LoadAsync(ledger))?.Version ?? 0;
                done += (await CommitAsync(new Batch().Put(ledger, version).Entry($"{writer}"))).IsCommitted ? 1 : 0;
            }

            return true;
        });

        Assert.Equal(Writers * 5, (await LoadAsync(ledger))!.Version);
        Assert.Equal(Writers * 5, (await ReadAllAsync()).Head.Position);
    }

    [Fact]
    public async Task CommitAsync_LosersAndBrokenOnesAmongMany_FailAlone()
    {
        await CommitAsync(NewGrant("ended"));
        await CommitAsync(new Batch().Put(Key("ended"), 1, State("revoked")).Entry());
        var outcomes = await InParallelAsync(async writer =>
        {
            try
            {
                return (await CommitAsync((writer % 4) switch
                {
                    0 => new Batch().Put(Key("ended"), 2, State("active")).Entry(), // illegal: fails after it has written its entry
                    1 => new Batch().Expect(Key("ended"), 1).Entry(), // stale
                    2 => new Batch { OnSeal = _ => throw new TimeoutException() }.Entry(),
                    _ => NewGrant($"g{writer}"),
                })).IsCommitted;
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                return false;
            }
        });

        Assert.Equal(Writers / 4, outcomes.Count(committed => committed));
        var page = await ReadAllAsync();
        Assert.Equal(2 + Writers / 4, page.Head.Position);
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal(Writers / 4, (await LiveAsync()).Count);
    }

    private static async Task<T[]> InParallelAsync<T>(Func<int, Task<T>> write)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            await start.Task;
            return await write(writer);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(writers);
    }
}
