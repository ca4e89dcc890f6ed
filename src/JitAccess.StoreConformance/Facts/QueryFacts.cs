using NodaTime;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Each query gives what it says, in its order, in pages.</summary>
internal sealed class QueryFacts : StoreFacts
{
    private static readonly Tenant Here = Tenant.Default;

    [Case]
    public async Task QueryAsync_OfTenant_IsNewestFirstThenById()
    {
        await CommitAsync(NewGrant("b"));
        await CommitAsync(new ConformanceBatch().Put(Key("a"), 0, State("active")).Put(Key("c"), 0, State("active")).Entry().Entry());
        await CommitAsync(NewGrant("d"));
        await CommitAsync(new ConformanceBatch().Put(Key("b"), 1, State("revoked")).Entry()); // a change does not make it newer

        Assert.Equal(["d", "c", "a", "b"], await QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Grant)));
        Assert.Equal(["d", "c", "a", "b"], await QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Grant), limit: 1));
        Assert.Empty(await QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Request)));
    }

    [Case]
    public async Task QueryAsync_IdsBeyondTheBasicPlane_AreOrderedByCodePoint()
    {
        await CommitAsync(new ConformanceBatch().Put(Key("\uFFFD"), 0, State("active")).Put(Key("\U0001D4B3"), 0, State("active")).Put(Key("z"), 0, State("active")).Entry());
        Assert.Equal(["\U0001D4B3", "\uFFFD", "z"], await QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Grant), limit: 1));
    }

    [Case]
    public async Task QueryAsync_Open_LeavesOutFinalOnesAndFilters()
    {
        await CommitAsync(NewGrant("a", State("active", "amina", "p1")));
        await CommitAsync(NewGrant("b", State("active", "amina", "p2")));
        await CommitAsync(NewGrant("c", State("claimable", "ravi", "p1")));
        await CommitAsync(NewGrant("d", State("active", "ravi", "p2")));
        await CommitAsync(new ConformanceBatch().Put(Key("d"), 1, State("expired", "ravi", "p2")).Entry());
        var open = new StoreQuery.Open(Here, RecordKind.Grant);

        Assert.Equal(["c", "b", "a"], await QueryAsync(open, limit: 1));
        Assert.Equal(["b", "a"], await QueryAsync(open with { Subject = "amina" }, limit: 1));
        Assert.Equal(["c", "a"], await QueryAsync(open with { Policy = "p1" }, limit: 1));
        Assert.Equal(["b"], await QueryAsync(open with { Subject = "amina", Policy = "p2" }));
        Assert.Empty(await QueryAsync(open with { Subject = "ravi", Policy = "p2" }));
        Assert.Empty(await QueryAsync(open with { Subject = "AMINA" }));
    }

    [Case]
    public async Task QueryAsync_OfParty_FollowsTheLatestParties()
    {
        var request = RecordKind.Request;
        await CommitAsync(new ConformanceBatch().Put(Key("a", request), 0, State("pending", parties: "amina")).Entry());
        await CommitAsync(new ConformanceBatch().Put(Key("b", request), 0, State("pending", parties: ["ravi", "bo"])).Entry());
        await CommitAsync(new ConformanceBatch().Put(Key("a", request), 1, State("approved", parties: ["amina", "bo", "bo"])).Entry());

        Assert.Equal(["b", "a"], await QueryAsync(new StoreQuery.OfParty(Here, request, "bo"), limit: 1));
        Assert.Equal(["a"], await QueryAsync(new StoreQuery.OfParty(Here, request, "amina")));
        Assert.Empty(await QueryAsync(new StoreQuery.OfParty(Here, RecordKind.Grant, "bo")));

        await CommitAsync(new ConformanceBatch().Put(Key("b", request), 1, State("pending", parties: "ravi")).Entry());
        Assert.Equal(["a"], await QueryAsync(new StoreQuery.OfParty(Here, request, "bo")));
    }

    [Case]
    public async Task QueryAsync_SetAside_IsFoundByItsFollowerUntilItIsRemoved()
    {
        var aside = RecordKind.SetAside;
        await CommitAsync(new ConformanceBatch().Entry());
        await CommitAsync(new ConformanceBatch().Put(Key("export|1", aside), 0, State("set-aside", parties: "export")).Put(Key("mail|1", aside), 0, State("set-aside", parties: "mail")));
        await CommitAsync(new ConformanceBatch().Put(Key("export|2", aside), 0, State("set-aside", parties: "export")));
        var ofExport = new StoreQuery.OfParty(Here, aside, "export");
        Assert.Equal(["export|2", "export|1"], await QueryAsync(ofExport, limit: 1));

        await CommitAsync(new ConformanceBatch().Remove(Key("export|1", aside), 1));
        Assert.Equal(["export|2"], await QueryAsync(ofExport));
        await CommitAsync(new ConformanceBatch().Put(Key("export|1", aside), 0, State("set-aside", parties: "mail")));
        Assert.Equal(["export|2"], await QueryAsync(ofExport));
        Assert.Equal(["mail|1", "export|1"], await QueryAsync(new StoreQuery.OfParty(Here, aside, "mail")));
    }

    [Case]
    public async Task QueryAsync_Due_IsLongestOverdueFirstOfAllTenantsAndKinds()
    {
        await CommitAsync(NewGrant("late", Due(3), "north"));
        await CommitAsync(NewGrant("early", Due(1), "south"));
        await CommitAsync(new ConformanceBatch().Put(Key("answer", RecordKind.Idempotency), 0, new RecordIndex { Due = Due(2).Due }));
        await CommitAsync(NewGrant("twin", Due(1)));
        await CommitAsync(NewGrant("future", Due(5)));

        Assert.Equal(["early", "twin", "answer", "late"], await QueryAsync(new StoreQuery.Due(At(4)), limit: 1));
        Assert.Equal(["early", "twin"], await QueryAsync(new StoreQuery.Due(At(1))));
        Assert.Empty(await QueryAsync(new StoreQuery.Due(At(1) - Duration.FromMilliseconds(1))));
    }

    [Case]
    public async Task P18_QueryAsync_Due_IncludesTheVeryMillisecond()
    {
        await CommitAsync(NewGrant("g", Due(1)));
        Assert.Empty(await QueryAsync(new StoreQuery.Due(At(1) - Duration.FromTicks(1))));
        Assert.Equal(["g"], await QueryAsync(new StoreQuery.Due(At(1))));
        Assert.Equal(["g"], await QueryAsync(new StoreQuery.Due(At(1) + Duration.FromTicks(1))));
    }

    [Case]
    public async Task QueryAsync_RecordChangedBetweenPages_IsNeitherLostNorDoubled()
    {
        for (var number = 0; number < 6; number++)
        {
            await CommitAsync(NewGrant($"g{number}"));
        }

        var query = new StoreQuery.OfTenant(Here, RecordKind.Grant);
        var first = await Store.QueryAsync(query, new PageRequest(2), Cancellation);
        await CommitAsync(new ConformanceBatch().Put(Key("g0"), 1, State("revoked")).Entry());
        await CommitAsync(NewGrant("newest"));
        var second = await Store.QueryAsync(query, new PageRequest(4, first.Next), Cancellation);

        Assert.Equal(["g5", "g4", "g3", "g2", "g1", "g0"], first.Records.Concat(second.Records).Select(record => record.Key.Id));
        Assert.Null(second.Next);
    }

    [Case]
    [Row("")]
    [Row("!")]
    [Row("aaaa")]
    [Row("LjE")] // ".1"
    [Row("' OR 1 = 1 --")]
    public async Task QueryAsync_MalformedToken_IsRefused(string token)
    {
        var page = new PageRequest(10, token);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Grant), page, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.QueryAsync(new StoreQuery.Due(At(1)), page, Cancellation));
    }

    [Case]
    [Row(0)]
    [Row(-1)]
    [Row(1001)]
    public async Task QueryAsync_LimitOutOfRange_IsRefused(int limit) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        async () => await Store.QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Grant), new PageRequest(limit), Cancellation));

    [Case]
    public async Task QueryAsync_KindThatCannotBeListed_IsRefused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        async () => await Store.QueryAsync(new StoreQuery.OfTenant(Here, RecordKind.Text), new PageRequest(1), Cancellation));

    private static Instant At(int minutes) => Time2026 + Duration.FromMinutes(minutes);

    private static Instant Time2026 => Instant.FromUtc(2026, 1, 1, 0, 0);

    private static RecordIndex Due(int minutes) => State("active") with { Due = Deadline.From(At(minutes)) };
}
