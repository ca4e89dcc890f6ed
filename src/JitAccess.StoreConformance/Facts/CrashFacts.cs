using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Whoever was told "committed" was told the truth, and nothing is half there, whenever and however the process ends.</summary>
internal sealed class CrashFacts : StoreFacts
{
    private const int Writers = 8;
    private const int Rounds = 6;
    private const int EntriesOfACommit = 3;

    [Case(Needs = StoreCapabilities.Reopening | StoreCapabilities.Processes)]
    public async Task P33_WriterKilledAtRandomMoments_LosesNothingAcknowledgedAndLeavesNothingHalf()
    {
        var acknowledged = new List<string>();
        for (var round = 1; round <= Rounds; round++)
        {
            await CloseAsync();
            acknowledged.AddRange(await WriteAndKillAsync($"round{round}", after: (round * 37) - 36));
            await ReopenAsync();
            await AssertWholeAsync(acknowledged, mostUnacknowledged: Writers * round);
        }
    }

    [Case(Needs = StoreCapabilities.Reopening)]
    public async Task P29_OpenAgain_AfterCommits_HoldsAllOfIt()
    {
        await CommitAsync(NewGrant("g", State("active", parties: "bo")).Put(Key("l", RecordKind.Ledger), 0).Entry("two"));
        await CommitAsync(new ConformanceBatch().Put(Key("l", RecordKind.Ledger), 1));
        var (before, grant) = (await ReadAllAsync(), await LoadAsync(Key("g")));
        await ReopenAsync();

        var after = await Store.ReadJournalAsync(new JournalCursor(1, before.Entries[0].Hash), 10, Cancellation);
        Assert.True(after.HoldsPrefix);
        Assert.Equal(before.Incarnation, after.Incarnation);
        Assert.Equal(before.Head.Hash.ToArray(), after.Head.Hash.ToArray());
        Assert.Equal(before.Entries[1].Bytes.ToArray(), Assert.Single(after.Entries).Bytes.ToArray());
        Assert.Equal(before.Entries[1].Time, after.Entries[0].Time);
        Assert.Equal(grant!.Mac.ToArray(), (await LoadAsync(Key("g")))!.Mac.ToArray());
        Assert.Equal(2, (await LoadAsync(Key("l", RecordKind.Ledger)))!.Version);
        Assert.Equal(["g"], await QueryAsync(new StoreQuery.OfParty(Tenant.Default, RecordKind.Grant, "bo")));
        Assert.Equal(["g"], await LiveAsync());
    }

    [Case(Needs = StoreCapabilities.Reopening)]
    public async Task OpenAgain_WhatLostFailedOrWasErased_IsNotThere()
    {
        await CommitAsync(NewGrant("g").Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }));
        await CommitAsync(NewGrant("g"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(new ConformanceBatch().Put(Key("x"), 0, State("revoked")).Entry()));
        await Assert.ThrowsAsync<TimeoutException>(() => CommitAsync(new ConformanceBatch { OnSeal = _ => throw new TimeoutException() }.Entry()));
        await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), Cancellation);
        await ReopenAsync();

        Assert.Equal(1, (await ReadAllAsync()).Head.Position);
        Assert.Null(await LoadAsync(Key("x")));
        Assert.Null(await LoadAsync(Key("t", RecordKind.Text)));
        Assert.True((await CommitAsync(new ConformanceBatch().Put(Key("g"), 1, State("revoked")).Entry())).IsCommitted);
        Assert.Equal(2, (await ReadAllAsync()).Head.Position);
    }

    [Case(Needs = StoreCapabilities.Reopening)]
    public async Task OpenAgain_Queries_KeepTheirOrderAndTheirTokens()
    {
        foreach (var id in new[] { "b", "a", "c" })
        {
            await CommitAsync(NewGrant(id));
        }

        await CommitAsync(new ConformanceBatch().Put(Key("b"), 1, State("active")).Entry());
        var newest = new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant);
        var overdue = new StoreQuery.Due(Later.At);
        var first = await Store.QueryAsync(newest, new PageRequest(1), Cancellation);
        var longest = await Store.QueryAsync(overdue, new PageRequest(1), Cancellation);
        await ReopenAsync();

        Assert.Equal(["a", "b"], (await Store.QueryAsync(newest, new PageRequest(10, first.Next), Cancellation)).Records.Select(record => record.Key.Id));
        Assert.Equal(["a", "c"], (await Store.QueryAsync(overdue, new PageRequest(10, longest.Next), Cancellation)).Records.Select(record => record.Key.Id));
        Assert.Equal(["c", "a", "b"], await QueryAsync(newest));
        Assert.Equal(["b", "a", "c"], await QueryAsync(overdue));
    }

    private async Task<List<string>> WriteAndKillAsync(string name, int after)
    {
        using var writer = await WriterProcess.StartAsync(Setup);
        writer.Go(name, Writers, commits: 100_000);
        var acknowledged = new List<string>();
        while (acknowledged.Count < after && await writer.ReadAsync() is { } line)
        {
            acknowledged.Add(line);
        }

        writer.Kill();
        acknowledged.AddRange(await writer.ReadToEndAsync());
        Assert.True(acknowledged.Count >= after, "the process writes until it is killed");
        return acknowledged;
    }

    private async Task AssertWholeAsync(List<string> acknowledged, int mostUnacknowledged)
    {
        var entries = new List<StoredEntry>();
        var cursor = JournalCursor.Start;
        while (await Store.ReadJournalAsync(cursor, 10_000, Cancellation) is { Entries: { Count: > 0 } page })
        {
            AssertChain(page, cursor);
            entries.AddRange(page);
            cursor = new JournalCursor(page[^1].Position, page[^1].Hash);
        }

        // The last two of the entries of a commit carry its name.
        Assert.Equal(0, entries.Count % EntriesOfACommit);
        var names = entries.Chunk(EntriesOfACommit).Select(commit => (First: TextOf(commit[1]), Second: TextOf(commit[2]))).ToList();
        Assert.All(names, name => Assert.Equal(name.First, name.Second));
        var committed = names.Select(name => name.First).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledged.Except(committed, StringComparer.Ordinal));
        Assert.True(committed.Count - acknowledged.Count <= mostUnacknowledged, "at most one commit of each writer is without its acknowledgement");
        foreach (var name in committed)
        {
            var records = (await Store.LoadAsync(CrashWriter.KeysOf(name), Cancellation)).Records;
            Assert.Equal(3, records.Count);
            Assert.Single(records.Select(record => record.Position).Distinct());
        }

        Assert.Equal(committed.Order(StringComparer.Ordinal), await LiveAsync());
    }
}
