using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>A reader beside writers misses nothing and sees nothing half done.</summary>
internal sealed class OrderingFacts : StoreFacts
{
    [Case]
    public async Task P26_ReadJournalAsync_WhileManyWrite_MissesNothing()
    {
        const int writers = 8;
        const int commits = 40;
        const int limit = 50;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < commits; number++)
            {
                await CommitAsync(new ConformanceBatch().Entry($"{writer}:{number}a").Entry($"{writer}:{number}b"));
            }
        })));

        var seen = new List<string>();
        var cursor = JournalCursor.Start;
        while (seen.Count < writers * commits * 2)
        {
            var isOver = writing.IsCompleted;
            var page = await Store.ReadJournalAsync(cursor, limit, Cancellation);
            Assert.True(page.HoldsPrefix);
            Assert.True(page.Head.Position % 2 == 0, "a commit is seen whole");
            AssertChain(page.Entries, cursor);
            Assert.Equal(Math.Min(limit, page.Head.Position - cursor.Position), page.Entries.Count);
            Assert.False(isOver && page.Entries.Count == 0, "everything is written and the reader has not seen it all");
            seen.AddRange(page.Entries.Select(TextOf));
            cursor = page.Entries.Count == 0 ? cursor : new JournalCursor(page.Entries[^1].Position, page.Entries[^1].Hash);
        }

        await writing;
        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        for (var writer = 0; writer < writers; writer++)
        {
            Assert.Equal(
                Enumerable.Range(0, commits).SelectMany(number => new[] { $"{writer}:{number}a", $"{writer}:{number}b" }),
                seen.Where(text => text.StartsWith($"{writer}:", StringComparison.Ordinal)));
        }
    }

    [Case]
    public async Task LoadAsync_WhilePairsAreWritten_SeesBothOfAPairAlike()
    {
        RecordKey[] pair = [Key("left", RecordKind.Ledger), Key("right", RecordKind.Ledger)];
        Task WriteAsync(int version) => CommitAsync(new ConformanceBatch().Put(pair[0], version).Put(pair[1], version).Entry());
        await WriteAsync(0);
        using var isEnough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var version = 1; !isEnough.IsCancellationRequested; version++)
            {
                await WriteAsync(version);
            }
        });

        // Many keys between the two give a commit time to slip in, if it can.
        List<RecordKey> keys = [pair[0], .. Enumerable.Range(0, 300).Select(number => Key($"none{number}", RecordKind.Ledger)), pair[1]];
        var seen = new HashSet<long>();
        await Task.Run(async () =>
        {
            // As many as it takes until commits have come between: a reader that always sees one state has shown nothing.
            for (var loads = 0; (loads < 50 || (loads < 50_000 && seen.Count < 20)) && !writing.IsCompleted; loads++)
            {
                var records = (await Store.LoadAsync(keys, Cancellation)).Records;
                Assert.Equal(2, records.Count);
                seen.Add(Assert.Single(records.Select(record => (record.Version, record.Position)).Distinct()).Version);
            }
        });

        await isEnough.CancelAsync();
        await writing;
        Assert.True(seen.Count >= 20, "the reader sees what is committed meanwhile");
    }

    [Case(Needs = StoreCapabilities.Sharing)]
    public async Task EveryRead_AfterAnotherStoreCommitted_SeesIt()
    {
        var other = await OpenAsync();
        for (var number = 1; number <= 10; number++)
        {
            var id = $"g{number:00}";
            var (writer, reader) = number % 2 == 0 ? (Store, other) : (other, Store);
            Assert.True((await writer.CommitAsync(NewGrant(id).Build(), Cancellation)).IsCommitted);

            Assert.Equal(1, Assert.Single((await reader.LoadAsync([Key(id)], Cancellation)).Records).Version);
            Assert.Equal(number, (await reader.ReadJournalAsync(JournalCursor.Start, 1, Cancellation)).Head.Position);
            var query = await reader.QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), new PageRequest(1), Cancellation);
            Assert.Equal(id, Assert.Single(query.Records).Key.Id);
            await using var snapshot = await reader.ReadLiveGrantsAsync(Cancellation);
            Assert.Equal(number, snapshot.Head.Position);
        }
    }
}
