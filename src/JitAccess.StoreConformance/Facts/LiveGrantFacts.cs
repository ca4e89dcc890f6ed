using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>The snapshot holds every open grant as of one position, whatever is committed while it is read.</summary>
internal sealed class LiveGrantFacts : StoreFacts
{
    [Case]
    public async Task ReadLiveGrantsAsync_GrantsOfAllTenants_GivesTheOpenOnes()
    {
        await CommitAsync(NewGrant("active", tenant: "north"));
        await CommitAsync(NewGrant("claimable", State("claimable"), "south"));
        await CommitAsync(NewGrant("scheduled", State("scheduled")));
        await CommitAsync(NewGrant("ended"));
        await CommitAsync(new ConformanceBatch().Put(Key("ended"), 1, State("revoked")).Entry());
        await CommitAsync(new ConformanceBatch().Put(Key("request", RecordKind.Request), 0, State("pending")).Put(Key("ledger", RecordKind.Ledger), 0).Entry());

        Assert.Equal(["active", "claimable", "scheduled"], await LiveAsync());
    }

    [Case]
    public async Task ReadLiveGrantsAsync_CommitsMeanwhile_AreNotSeen()
    {
        for (var number = 0; number < 10; number++)
        {
            await CommitAsync(NewGrant($"g{number}"));
        }

        await using var snapshot = await Store.ReadLiveGrantsAsync(Cancellation);
        await CommitAsync(NewGrant("late"));
        var seen = new List<(string Id, long Version)>();
        await foreach (var record in snapshot.Records)
        {
            if (seen.Count == 0)
            {
                await CommitAsync(new ConformanceBatch().Put(Key("g9"), 1, State("revoked")).Entry());
            }

            seen.Add((record.Key.Id, record.Version));
        }

        Assert.Equal(10, snapshot.Head.Position);
        Assert.Equal(Enumerable.Range(0, 10).Select(number => ($"g{number}", 1L)), seen.Order());
        Assert.Equal(12, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task ReadLiveGrantsAsync_Snapshot_CarriesHeadAndIncarnationOfTheJournal()
    {
        await CommitAsync(NewGrant("g"));
        var page = await ReadAllAsync();
        await using var snapshot = await Store.ReadLiveGrantsAsync(Cancellation);

        Assert.Equal(page.Incarnation, snapshot.Incarnation);
        Assert.Equal(page.Head.Hash.ToArray(), snapshot.Head.Hash.ToArray());
        AssertNow(snapshot.Head.StoreTime);
        Assert.True(snapshot.Head.StoreTime >= page.Head.StoreTime, "the snapshot's time is not before the page's");
        var next = await Store.ReadJournalAsync(new JournalCursor(snapshot.Head.Position, snapshot.Head.Hash), 1, Cancellation);
        Assert.True(next.HoldsPrefix);
    }

    [Case]
    public async Task ReadLiveGrantsAsync_DisposedHalfRead_LeavesTheStoreUsable()
    {
        await CommitAsync(NewGrant("a"));
        await CommitAsync(NewGrant("b"));
        for (var round = 0; round < 20; round++)
        {
            var snapshot = await Store.ReadLiveGrantsAsync(Cancellation);
            var grants = snapshot.Records.GetAsyncEnumerator(CancellationToken.None);
            Assert.True(await grants.MoveNextAsync());
            await snapshot.DisposeAsync();
            await snapshot.DisposeAsync();
        }

        Assert.Equal(["a", "b"], await LiveAsync());
    }
}
