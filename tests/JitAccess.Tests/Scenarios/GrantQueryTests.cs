using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Who sees which grants, and what a check is explained with.</summary>
public sealed class GrantQueryTests
{
    private static readonly JitPageRequest Page = new();

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task ListAsync_HolderApproverAuditorAndOthers_EachSeesTheirs(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.Administration.MayAudit = Has.Role("on-call")));
        var one = await Desk.GrantAsync(office.Host, "orders/1");
        var other = await Desk.GrantAsync(office.Host, "orders/2", to: "ravi", by: "chen");

        Assert.Equal([one.GrantId], await SeenByAsync(office, "amina"));
        Assert.Equal([one.GrantId], await SeenByAsync(office, "bo"));
        Assert.Equal([other.GrantId], await SeenByAsync(office, "chen"));
        Assert.Equal(new[] { one.GrantId, other.GrantId }.Order(), (await SeenByAsync(office, "olga")).Order());
        Assert.Empty(await SeenByAsync(office, "eve"));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task GetAsync_NotAPartyOrNoId_IsNotFound(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");

        foreach (var (who, id) in new[] { ("eve", granted.GrantId!), ("amina", "no-such-id"), ("amina", ""), ("amina", granted.Id) })
        {
            var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Grants.GetAsync(office.Host.As(who).Caller, id).AsTask());
            Assert.Equal(Reason.NotFound, rejected.Reason);
            rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Grants.RevokeAsync(office.Host.As(who).Caller, id, "a mistake").AsTask());
            Assert.Equal(Reason.NotFound, rejected.Reason);
        }

        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task ExplainAsync_LiveGrant_NamesItAndItsEnd(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        var single = await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");

        var allowed = await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "orders:refund", "orders/1");
        var counted = await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "customers:delete", "customers/1");

        Assert.Equal((true, granted.GrantId), (allowed.IsAllowed, allowed.GrantId));
        Assert.Equal(office.Time.Now + Duration.FromMinutes(30), allowed.Ends!.Value.At);
        Assert.Equal((true, single.GrantId), (counted.IsAllowed, counted.GrantId)); // asking takes no use
        Assert.Null(allowed.Refusal);
        Assert.Empty(allowed.Policies);
        await using var use = await office.Host.As("amina").UseAsync("customers:delete", "customers/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task ExplainAsync_NoGrant_NamesThePoliciesThatWouldHelpThisCaller(string store)
    {
        await using var office = await Office.OpenAsync(store);

        var refund = await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "orders:refund", "orders/1");
        Assert.Equal((false, Reason.NoGrant), (refund.IsAllowed, refund.Refusal!.Reason));
        Assert.Equal("refund-order", Assert.Single(refund.Policies));

        Assert.Empty((await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "orders:refund", null)).Policies); // the root is covered by none
        Assert.Empty((await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "orders:refund", "customers/1")).Policies);
        Assert.Empty((await office.Grants.ExplainAsync(office.Host.As("eve").Caller, "orders:refund", "orders/1")).Policies);
        office.Host.People.Disable("amina");
        Assert.Empty((await office.Grants.ExplainAsync(office.Host.As("amina").Caller, "orders:refund", "orders/1")).Policies);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RecordAsync_Bypass_IsAnEntry(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var scope = new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"));

        await office.Host.Services.GetRequiredService<BypassJournal>().RecordAsync(office.Host.As("eve").Caller, scope, CancellationToken.None);

        var entry = JournalText.Of(office.Store.Written.Last().Entries.Single());
        Assert.Equal("access-bypassed", entry.Kind);
        Assert.Contains("eve", entry.Text, StringComparison.Ordinal);
        Assert.Contains("orders/1", entry.Text, StringComparison.Ordinal);
        office.Host.Should("eve").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Fact]
    public async Task RecordAsync_StoreAway_Throws()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        office.Store.IsAway = true;
        var scope = new Scope(Permission.Parse("orders:refund"), Resource.Root);

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.Services.GetRequiredService<BypassJournal>()
            .RecordAsync(office.Host.As("eve").Caller, scope, CancellationToken.None).AsTask());
        Assert.Equal(Reason.StoreUnavailable, rejected.Reason);
    }

    private static async Task<IEnumerable<string>> SeenByAsync(Office office, string who) =>
        (await office.Grants.ListAsync(office.Host.As(who).Caller, Page)).Items.Select(grant => grant.Id);
}
