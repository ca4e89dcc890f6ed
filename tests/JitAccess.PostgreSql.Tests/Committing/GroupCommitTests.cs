using JitAccess.Stores;
using Npgsql;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Committing;

/// <summary>Many callers share a transaction, and none holds up another.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly TestSchema _schema = new();

    public void Dispose() => _schema.Dispose();

    [PostgresFact]
    public async Task CommitAsync_WaitingBatches_ShareOneTransaction()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        var (leading, waiting) = await CommitWhileBusyAsync(
            store, () => Enumerable.Range(0, 20).Select(number => store.CommitAsync(NewGrant($"g{number}").Build(), default).AsTask()));

        Assert.True(leading.IsCommitted);
        Assert.All(waiting, result => Assert.True(result.IsCommitted));
        Assert.Equal(Enumerable.Range(2, 20).Select(position => (long)position), waiting.Select(result => result.Entries[0].Position));
        Assert.Equal(2L, _schema.Ask("SELECT count(DISTINCT xmin::text) FROM $schema.journal"));
    }

    [PostgresFact]
    public async Task CommitAsync_SameRecordTwiceInAGroup_OneWins()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        await store.CommitAsync(NewGrant("g").Build(), default);
        var (_, waiting) = await CommitWhileBusyAsync(
            store, () => Enumerable.Range(0, 5).Select(_ => store.CommitAsync(new ConformanceBatch().Put(Key("g"), 1, State("revoked")).Entry().Build(), default).AsTask()));

        Assert.Single(waiting, result => result.IsCommitted);
        Assert.Equal(2L, _schema.Ask("SELECT version FROM $schema.records WHERE kind = 2"));
    }

    // Nobody can expect the next version before it is committed, but a store does not rely on that.
    [PostgresFact]
    public async Task CommitAsync_RestsOnWhatTheGroupWrites_WaitsForTheNextTransaction()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        var (_, waiting) = await CommitWhileBusyAsync(
            store,
            () =>
            [
                store.CommitAsync(NewGrant("g").Build(), default).AsTask(),
                store.CommitAsync(new ConformanceBatch().Put(Key("g"), 1, State("revoked")).Entry().Build(), default).AsTask(),
            ]);

        Assert.All(waiting, result => Assert.True(result.IsCommitted));
        Assert.Equal(3L, _schema.Ask("SELECT count(DISTINCT xmin::text) FROM $schema.journal"));
    }

    // What the core's own rules let through and the database refuses.
    [PostgresFact]
    public async Task CommitAsync_DatabaseRefusesOneOfAGroup_OthersAreCommitted()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        _schema.Run("ALTER TABLE $schema.records ADD CONSTRAINT no_bad CHECK (id <> convert_to('bad', 'UTF8'))");
        Task<CommitResult>? bad = null;
        var (_, waiting) = await CommitWhileBusyAsync(
            store,
            () =>
            {
                var first = store.CommitAsync(NewGrant("one").Build(), default).AsTask();
                bad = store.CommitAsync(NewGrant("bad").Build(), default).AsTask();
                return [first, store.CommitAsync(NewGrant("two").Build(), default).AsTask()];
            });

        Assert.All(waiting, result => Assert.True(result.IsCommitted));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad!);
        Assert.Equal(3, (await store.ReadJournalAsync(JournalCursor.Start, 10, default)).Head.Position);
        Assert.Equal(2L, _schema.Ask("SELECT count(*) FROM $schema.records"));
    }

    // A node that is paused in the middle of a commit holds the journal: the server cuts it off, and the others go on.
    [PostgresFact]
    public async Task CommitAsync_OtherNodeStopsInTheMiddle_GoesOnAndNothingIsHalfDone()
    {
        using var stopped = await _schema.NewInitializedStoreAsync();
        using var other = _schema.NewStore();
        using var isSealing = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var batch = new ConformanceBatch
        {
            OnSeal = _ =>
            {
                isSealing.Release();
                mayGoOn.Wait();
            },
        };
        var hanging = Task.Run(async () => await stopped.CommitAsync(batch.Put(Key("g"), 0, State("active")).Entry().Build(), default));
        await isSealing.WaitAsync();

        Assert.True((await other.CommitAsync(NewGrant("other").Build(), default)).IsCommitted);
        mayGoOn.Release();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => hanging);
        Assert.Equal(1, (await other.ReadJournalAsync(JournalCursor.Start, 10, default)).Head.Position);
        Assert.Empty((await stopped.LoadAsync([Key("g")], default)).Records);
    }

    [PostgresFact]
    public async Task CommitAsync_SomebodyHoldsTheJournal_GivesUpAndGoesOnLater()
    {
        using var store = _schema.NewStore(configure: options => options.CommandTimeout = NodaTime.Duration.FromSeconds(1));
        await store.InitializeAsync(default);
        await using (var holder = _schema.OpenRaw())
        {
            await using var transaction = await holder.BeginTransactionAsync();
            await using var command = new NpgsqlCommand($"SELECT one FROM {_schema.Name}.head FOR UPDATE", holder);
            await command.ExecuteScalarAsync();
            var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
            Assert.Contains("in time", refusal.Message, StringComparison.Ordinal);
        }

        Assert.True((await store.CommitAsync(NewGrant("g").Build(), default)).IsCommitted);
    }

    private static async Task<(CommitResult Leading, CommitResult[] Waiting)> CommitWhileBusyAsync(
        PostgreSqlGrantStore store, Func<IEnumerable<Task<CommitResult>>> arrive)
    {
        var (leading, waiting) = await store.CommitWhileBusyAsync(arrive);
        return (await leading, await Task.WhenAll(waiting));
    }
}
