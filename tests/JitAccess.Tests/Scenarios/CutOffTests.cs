using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P20: what the last use of a grant admitted can be ended like everything else; the grant stays used up.</summary>
public sealed class CutOffTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P20_Revoke_UsedUp_CutsOffOnceAndStaysUsedUp(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await GrantAsync(office);
        await using var lease = await UseAsync(office.Host);

        var revoked = await office.Host.As("bo").RevokeAsync(granted, "stop this");

        Assert.True(lease.Ended.IsCancellationRequested);
        Assert.Equal((GrantState.UsedUp, "stop this"), (revoked.State, revoked.EndedBecause));
        office.Host.Should("amina").Deny("customers:delete", "customers/1", Reason.UsedUp);
        var again = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").RevokeAsync(granted, "stop this"));
        Assert.Equal(Reason.GrantEnded, again.Reason);
        Assert.Equal(["grant-used-up", "grant-cut-off"], EndsIn(office));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P20_Release_UsedUp_CutsOffOnceAndStaysUsedUp(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await GrantAsync(office);
        await using var lease = await UseAsync(office.Host);

        await office.Host.As("amina").ReleaseAsync(granted);

        Assert.True(lease.Ended.IsCancellationRequested);
        var shown = await office.Grants.GetAsync(office.Host.As("amina").Caller, granted.GrantId!);
        Assert.Equal((GrantState.UsedUp, "released"), (shown.State, shown.EndedBecause));
        Assert.Equal(Reason.GrantEnded, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").ReleaseAsync(granted))).Reason);
        Assert.Equal(Reason.GrantEnded, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").RevokeAsync(granted, "stop"))).Reason);
        Assert.Equal(["grant-used-up", "grant-cut-off"], EndsIn(office));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Revoke_UsedUpByOneWhoMayNot_IsRefused(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await GrantAsync(office);
        await using var lease = await UseAsync(office.Host);

        Assert.Equal(Reason.MayNotRevoke, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("chen").RevokeAsync(granted, "stop"))).Reason);
        Assert.Equal(Reason.NotFound, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("eve").RevokeAsync(granted, "stop"))).Reason);
        Assert.False(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Revoke_UsedUpAndItsEndHasPassed_IsRefused(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await GrantAsync(office);
        await using var lease = await UseAsync(office.Host);
        await office.Host.AdvanceAsync(Duration.FromMinutes(30));

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").RevokeAsync(granted, "stop"));

        Assert.Equal(Reason.GrantEnded, refused.Reason);
        Assert.Equal(0, await RevokeAllAsync(office, "policy"));
        Assert.Equal(["grant-used-up"], EndsIn(office));
    }

    [Theory]
    [InlineData(EveryStore.Memory, "subject", true)]
    [InlineData(EveryStore.Memory, "policy", true)]
    [InlineData(EveryStore.Memory, "scope", true)]
    [InlineData(EveryStore.Memory, "subject", false)]
    [InlineData(EveryStore.Memory, "policy", false)]
    [InlineData(EveryStore.Sqlite, "subject", false)]
    [InlineData(EveryStore.Sqlite, "policy", true)]
    [InlineData(EveryStore.Sqlite, "scope", false)]
    public async Task P20_RevokeAll_UsedUp_CutsOffOnEveryNode(string store, string by, bool isHere)
    {
        await using var office = await Office.OpenAsync(store);
        await using var other = await Desk.StartAsync(
            jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time);
        await GrantAsync(office);
        await other.SettleAsync();
        await using var lease = await UseAsync(isHere ? office.Host : other);
        for (var minute = 0; minute < 10; minute++)
        {
            await office.Host.AdvanceAsync(Duration.FromMinutes(1)); // the other node's use is forgotten here
            await other.SettleAsync();
        }

        Assert.Equal(1, await RevokeAllAsync(office, by));
        await other.SettleAsync();

        Assert.True(lease.Ended.IsCancellationRequested);
        Assert.Equal(0, await RevokeAllAsync(office, by));
        Assert.Single(EndsIn(office), "grant-cut-off");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAll_OfSubjectThatGoesOn_EndsNothingThatBeganSince(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await GrantAsync(office);
        await (await UseAsync(office.Host)).DisposeAsync();
        await office.Host.AdvanceAsync(Duration.FromMinutes(6)); // this node forgets it, so the first commit does not find it
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 20, Desk.Why);
        office.Store.AfterCommit = async () =>
        {
            office.Store.AfterCommit = null;
            office.Time.StepWall(Duration.FromMilliseconds(1));
            await office.Host.As("bo").ApproveAsync(pending);
        };

        Assert.Equal(1, await RevokeAllAsync(office, "subject"));

        await office.PollAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/2");
        Assert.Equal(["grants-revoked", "grants-revoked"], office.Store.Written
            .SelectMany(batch => batch.Entries).Select(entry => JournalText.Of(entry).Kind).Where(kind => kind == "grants-revoked"));
    }

    private static Task<JitRequest> GrantAsync(Office office) => Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");

    private static Task<JitGrantLease> UseAsync(JitTestHost host) => host.As("amina").UseAsync("customers:delete", "customers/1");

    private static async Task<int> RevokeAllAsync(Office office, string by) => await office.Grants.RevokeAllAsync(
        office.Host.As("olga").Caller,
        by switch
        {
            "subject" => new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina")),
            "policy" => new RevocationSelector.OfPolicy("delete-customer"),
            _ => new RevocationSelector.OfScope(new Scope(Permission.Parse("customers:delete"), Resource.Parse("customers/*"))),
        },
        "an incident");

    private static IEnumerable<string> EndsIn(Office office) => office.Store.Written
        .SelectMany(batch => batch.Entries)
        .Select(entry => JournalText.Of(entry).Kind)
        .Where(kind => kind.StartsWith("grant-", StringComparison.Ordinal) && kind is not ("grant-activated" or "grant-used"));
}
