using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Committing;

/// <summary>What waits while the disk is busy shares the next transaction.</summary>
public sealed class GroupWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CommitAsync_WaitingBatches_ShareOneTransaction()
    {
        var store = await _folder.NewInitializedStoreAsync();
        var raw = _folder.OpenRaw();
        var visible = new List<object?>();
        var (leading, waiting) = await store.CommitWhileBusyAsync(() => Enumerable.Range(0, 20).Select(number =>
        {
            var batch = NewGrant($"g{number}");
            batch.OnSeal = _ => visible.Add(raw.Ask("SELECT position FROM head"));
            return store.CommitAsync(batch.Build(), default).AsTask();
        }));

        Assert.True((await leading).IsCommitted);
        Assert.All(await Task.WhenAll(waiting), result => Assert.True(result.IsCommitted));
        Assert.Equal(Enumerable.Repeat<object?>(1L, 20), visible); // others see the leader's entry, and none of the group's until all are in
        Assert.Equal(21, (await store.ReadJournalAsync(JournalCursor.Start, 100, default)).Head.Position);
    }

    [Fact]
    public async Task CommitAsync_CancelledWhileWaiting_IsNotWritten()
    {
        var store = await _folder.NewInitializedStoreAsync();
        using var source = new CancellationTokenSource();
        var (leading, waiting) = await store.CommitWhileBusyAsync(
            () =>
            {
                var cancelled = store.CommitAsync(NewGrant("cancelled").Build(), source.Token).AsTask();
                source.Cancel();
                return [cancelled];
            });

        await leading;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Assert.Single(waiting));
        Assert.Empty((await store.LoadAsync([Key("cancelled")], default)).Records);
    }

    [Fact]
    public async Task Dispose_WhileWriting_LetsWhatWaitsFinish()
    {
        var store = await _folder.NewInitializedStoreAsync();
        var (leading, waiting) = await store.CommitWhileBusyAsync(
            () =>
            {
                var last = store.CommitAsync(NewGrant("last").Build(), default).AsTask();
                store.Dispose();
                return [last];
            });

        Assert.True((await leading).IsCommitted);
        Assert.True((await Assert.Single(waiting)).IsCommitted);
    }
}
