using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>The journal is read in order, in pages, and only by who proves to have read this one.</summary>
internal sealed class JournalFacts : StoreFacts
{
    [Case]
    public async Task ReadJournalAsync_Empty_HoldsTheStart()
    {
        var page = await ReadAllAsync();
        Assert.True(page.HoldsPrefix);
        Assert.Empty(page.Entries);
        Assert.Equal(0, page.Head.Position);
        Assert.Equal(JournalHead.NoHash.ToArray(), page.Head.Hash.ToArray());
    }

    [Case]
    public async Task ReadJournalAsync_PageByPage_GivesEveryEntryOnce()
    {
        await FillAsync(25);
        var cursor = JournalCursor.Start;
        var texts = new List<string>();
        while (await Store.ReadJournalAsync(cursor, 4, Cancellation) is { Entries: { Count: > 0 } entries } page)
        {
            Assert.True(page.HoldsPrefix);
            Assert.Equal(25, page.Head.Position);
            Assert.InRange(entries.Count, 1, 4);
            AssertChain(entries, cursor);
            texts.AddRange(entries.Select(TextOf));
            cursor = new JournalCursor(entries[^1].Position, entries[^1].Hash);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}"), texts);
    }

    [Case]
    public async Task ReadJournalAsync_AtTheHead_HoldsAndIsEmpty()
    {
        await FillAsync(3);
        var head = (await ReadAllAsync()).Head;
        var page = await Store.ReadJournalAsync(new JournalCursor(3, head.Hash), 10, Cancellation);

        Assert.True(page.HoldsPrefix);
        Assert.Empty(page.Entries);
        Assert.Equal(head.Hash.ToArray(), page.Head.Hash.ToArray());
    }

    [Case]
    public async Task P29_ReadJournalAsync_CursorOfAnotherJournal_DoesNotHold()
    {
        await FillAsync(3);
        var entries = (await ReadAllAsync()).Entries;
        JournalCursor[] foreign =
        [
            new(4, entries[2].Hash), new(3, entries[1].Hash), new(3, JournalHead.NoHash), new(0, entries[0].Hash), new(-1, JournalHead.NoHash),
            new(2, ReadOnlyMemory<byte>.Empty), new(long.MaxValue, entries[2].Hash), new(0, ReadOnlyMemory<byte>.Empty),
        ];

        foreach (var cursor in foreign)
        {
            var page = await Store.ReadJournalAsync(cursor, 10, Cancellation);
            Assert.False(page.HoldsPrefix);
            Assert.Empty(page.Entries);
            Assert.Equal(3, page.Head.Position);
        }
    }

    [Case]
    [Row(0)]
    [Row(-1)]
    [Row(10_001)]
    public async Task ReadJournalAsync_LimitOutOfRange_IsRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ReadJournalAsync(JournalCursor.Start, limit, Cancellation));

    [Case]
    public async Task ReadJournalAsync_EntriesOfManyTenants_CarryTheirs()
    {
        await CommitAsync(new ConformanceBatch().Entry(tenant: "north").Entry(tenant: "south"));
        Assert.Equal(["north", "south"], (await ReadAllAsync()).Entries.Select(entry => entry.Tenant.Id));
    }

    [Case]
    public async Task ReadJournalAsync_TenantThatNoCallerCanName_ComesBack()
    {
        var application = Tenant.Restore("~application");
        await Store.CommitAsync(
            new CommitBatch([], head => new ConformanceBatch().Entry().Seal(head) is var made ? new SealedBatch([], [made.Entries[0] with { Tenant = application }]) : null), Cancellation);

        Assert.Equal(application, Assert.Single((await ReadAllAsync()).Entries).Tenant);
    }

    private async Task FillAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await CommitAsync(new ConformanceBatch().Entry($"{number}"));
        }
    }
}
