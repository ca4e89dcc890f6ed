using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>A commit is all or nothing, compares versions, and seals once.</summary>
internal sealed class CommitFacts : StoreFacts
{
    [Case]
    public async Task CommitAsync_RecordsAndEntries_AreStoredExactly()
    {
        byte[] bytes = [0, 255, 1, 128];
        var result = await CommitAsync(new ConformanceBatch().Put(Key("g"), 0, State("active"), bytes).Put(Key("l", RecordKind.Ledger), 0).Entry("one").Entry("two"));

        Assert.True(result.IsCommitted);
        Assert.Equal(2, result.Entries.Count);
        Assert.Equal(2, result.Writes.Count);
        var record = await LoadAsync(Key("g"));
        var written = result.Writes[0].Record!;
        Assert.Equal(bytes, record!.Bytes.ToArray());
        Assert.Equal(written.Mac.ToArray(), record.Mac.ToArray());
        Assert.Equal((1, 2, "k2", Key("g")), (record.Version, record.Position, record.KeyId, record.Key));
        var page = await ReadAllAsync();
        Assert.Equal(["one", "two"], page.Entries.Select(TextOf));
        Assert.Equal(result.Entries[1].Mac.ToArray(), page.Entries[1].Mac.ToArray());
        Assert.Equal("k1", page.Entries[1].KeyId);
        AssertChain(page.Entries, JournalCursor.Start);
    }

    [Case]
    public async Task CommitAsync_StaleExpectation_LosesAndIsNotSealed()
    {
        await CommitAsync(NewGrant("g"));
        var sealings = 0;
        var result = await CommitAsync(new ConformanceBatch { OnSeal = _ => sealings++ }.Put(Key("other"), 0, State("active")).Expect(Key("g"), 2).Entry());

        Assert.False(result.IsCommitted);
        Assert.Empty(result.Entries);
        Assert.Empty(result.Writes);
        Assert.Equal(0, sealings);
        Assert.Null(await LoadAsync(Key("other")));
        Assert.Equal(1, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task CommitAsync_ExpectedAbsence_HoldsOnlyWhileAbsent()
    {
        Assert.True((await CommitAsync(new ConformanceBatch().Expect(Key("g"), 0).Entry())).IsCommitted);
        await CommitAsync(NewGrant("g"));
        Assert.False((await CommitAsync(new ConformanceBatch().Expect(Key("g"), 0).Entry())).IsCommitted);
        Assert.False((await CommitAsync(NewGrant("g"))).IsCommitted);
    }

    [Case]
    public async Task CommitAsync_HoldingExpectations_SealsOnceAtTheHead()
    {
        await CommitAsync(NewGrant("g"));
        var heads = new List<JournalHead>();
        await CommitAsync(new ConformanceBatch { OnSeal = heads.Add }.Expect(Key("g"), 1).Entry());

        var head = Assert.Single(heads);
        Assert.Equal(1, head.Position);
        Assert.Equal((await ReadAllAsync()).Entries[0].Hash.ToArray(), head.Hash.ToArray());
        AssertNow(head.StoreTime);
    }

    [Case]
    public async Task CommitAsync_EmptyJournal_StartsFromNoHash()
    {
        JournalHead? head = null;
        await CommitAsync(new ConformanceBatch { OnSeal = seen => head = seen }.Entry());

        Assert.Equal(0, head!.Position);
        Assert.Equal(JournalHead.NoHash.ToArray(), head.Hash.ToArray());
    }

    [Case]
    public async Task CommitAsync_SealReturnsNothing_LosesWithoutATrace()
    {
        var result = await Store.CommitAsync(new CommitBatch([new RecordExpectation(Key("g"), 0)], _ => null), Cancellation);

        Assert.False(result.IsCommitted);
        Assert.Equal(0, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task CommitAsync_SealThrows_FailsAloneWithoutATrace()
    {
        var broken = new CommitBatch([], _ => throw new TimeoutException("no key"));
        await Assert.ThrowsAsync<TimeoutException>(async () => await Store.CommitAsync(broken, Cancellation));

        Assert.True((await CommitAsync(NewGrant("g"))).IsCommitted);
        Assert.Equal(1, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task CommitAsync_WithoutEntries_IsHousekeepingAtTheSamePosition()
    {
        await CommitAsync(NewGrant("g"));
        var result = await CommitAsync(new ConformanceBatch().Put(Key("cursor", RecordKind.Cursor), 0));

        Assert.True(result.IsCommitted);
        Assert.Empty(result.Entries);
        Assert.Equal(1, (await LoadAsync(Key("cursor", RecordKind.Cursor)))!.Position);
        Assert.Equal(1, (await ReadAllAsync()).Head.Position);
    }

    [Case]
    public async Task CommitAsync_Removal_RemovesAndLetsTheKeyStartAgain()
    {
        var key = Key("answer", RecordKind.Idempotency);
        await CommitAsync(new ConformanceBatch().Put(key, 0));
        Assert.False((await CommitAsync(new ConformanceBatch().Remove(key, 2))).IsCommitted);
        Assert.True((await CommitAsync(new ConformanceBatch().Remove(key, 1))).IsCommitted);
        Assert.Null(await LoadAsync(key));
        Assert.True((await CommitAsync(new ConformanceBatch().Put(key, 0))).IsCommitted);
    }

    [Case]
    public async Task CommitAsync_ManyWritesOfOneRecord_CountVersions()
    {
        for (var version = 0; version < 5; version++)
        {
            Assert.True((await CommitAsync(new ConformanceBatch().Put(Key("l", RecordKind.Ledger), version))).IsCommitted);
        }

        Assert.Equal(5, (await LoadAsync(Key("l", RecordKind.Ledger)))!.Version);
    }

    [Case]
    public async Task CommitAsync_LargeBatch_IsStoredWhole()
    {
        var batch = new ConformanceBatch();
        for (var number = 0; number < 300; number++)
        {
            batch.Put(Key($"g{number:000}"), 0, State("active"), new byte[20_000]).Entry($"{number}");
        }

        Assert.True((await CommitAsync(batch)).IsCommitted);
        Assert.Equal(300, (await ReadAllAsync()).Head.Position);
        Assert.Equal(300, (await LiveAsync()).Count);
    }

    [Case]
    public async Task CommitAsync_Cancelled_WritesNothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(NewGrant("g").Build(), source.Token));
        Assert.Null(await LoadAsync(Key("g")));
    }

    [Case]
    public async Task InitializeAsync_Again_ChangesNothing()
    {
        await CommitAsync(NewGrant("g"));
        var before = await ReadAllAsync();
        await Store.InitializeAsync(Cancellation);
        var after = await ReadAllAsync();

        Assert.Equal(before.Incarnation, after.Incarnation);
        Assert.Equal(before.Head.Position, after.Head.Position);
        Assert.NotEmpty(after.Incarnation);
    }
}
