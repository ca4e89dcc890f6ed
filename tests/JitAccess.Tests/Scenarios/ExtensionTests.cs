using JitAccess.Testing;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>More time while a grant lives: without a gap, by a rule of its own, and to no more than it allows in all.</summary>
public sealed class ExtensionTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Duration Hour = Duration.FromHours(1);
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    private static readonly JitPolicySet Longer = JitPolicySet.Create("longer", version: 1, Policy().Build());

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Extend_Approved_GoesOnWithoutAGapAndEndsOnTheTick(string store)
    {
        await using var office = await OpenAsync(store);
        var grant = await GrantAsync(office);
        await using var lease = await office.Host.As("amina").UseAsync("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Hour - Minute);

        var request = await ExtendAsync(office, grant, Hour);
        Assert.Equal((grant.End, grant.Id), (request.LapsesAt, request.Extends));
        var extended = await ApproveAsync(office, request);
        Assert.Equal((grant.Id, Deadline.After(grant.End.At, Hour)), (extended.Extends, extended.End));

        await office.Host.AdvanceAsync(Minute - Tick);
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Tick); // the end of the first
        office.Host.Should("amina").Allow("orders:maintain", "orders/1").And.Deny("orders:maintain", "orders/2", Reason.OutOfScope);
        Assert.False(lease.Ended.IsCancellationRequested);
        Assert.Equal(extended.End.At, lease.Ends);
        await office.Host.AdvanceAsync(Hour - Tick);
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Expired);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    // P15: whatever is left when it is asked, and however often, the lineage ends by what is allowed in all.
    [Fact]
    public async Task P15_ExtendAgainAndAgain_LastsNoLongerThanIsAllowedInAll()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var first = await GrantAsync(office);
        var grant = first;
        foreach (var minutes in new[] { 30, 20, 9 })
        {
            await office.Host.AdvanceAsync(5 * Minute);
            grant = await ApproveAsync(office, await ExtendAsync(office, grant, minutes * Minute));
        }

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => ExtendAsync(office, grant, 2 * Minute));
        Assert.Equal((Reason.DurationTooLong, "PT2H", "Ask for at most PT1M more."), (refused.Reason, refused.Explanation.Findings[0].Limit, refused.Explanation.Findings[0].Fix));
        grant = await ApproveAsync(office, await ExtendAsync(office, grant, Minute));
        Assert.Equal(Deadline.After(first.Start, 2 * Hour), grant.End);
        Assert.Equal("Ask for access anew.", (await Assert.ThrowsAsync<JitRejectedException>(() => ExtendAsync(office, grant, Minute))).Explanation.Findings[0].Fix);
    }

    [Fact]
    public async Task Extend_TwiceAtOnce_AddsNothingUp()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await GrantAsync(office);
        var (one, other) = (await ExtendAsync(office, grant, Hour), await ExtendAsync(office, grant, Hour));

        var ends = new[] { (await ApproveAsync(office, one)).End, (await ApproveAsync(office, other)).End };

        Assert.All(ends, end => Assert.Equal(Deadline.After(grant.End.At, Hour), end));
    }

    [Fact]
    public async Task P05_Extend_ByTheHolder_IsNotApprovedByTheHolder()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetRoles("amina", "support", "support-lead");
        var request = await ExtendAsync(office, await GrantAsync(office), Hour);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").ApproveAsync(request));

        Assert.Equal(Reason.SelfApproval, refused.Reason);
    }

    [Theory]
    [InlineData("released", "grant-ended")]
    [InlineData("revoked", "grant-ended")]
    [InlineData("expired", "grant-ended")]
    [InlineData("another's", "not-found")]
    [InlineData("seen by its approver", "not-holder")]
    [InlineData("scheduled", "start-not-due")]
    [InlineData("single use", "not-extendable")]
    [InlineData("no extension", "not-extendable")]
    [InlineData("ineligible", "not-eligible")]
    public async Task Extend_WhatCannotBe_IsRefusedAndNothingIsStored(string what, string code)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = what switch
        {
            "single use" => await ReadAsync(office, await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer")),
            "no extension" => await ReadAsync(office, await Desk.GrantAsync(office.Host, "orders/1")),
            _ => await GrantAsync(office, start: what == "scheduled" ? office.Time.Now + Hour : null),
        };
        await (what switch
        {
            "released" => office.Grants.ReleaseAsync(office.Host.As("amina").Caller, grant.Id).AsTask(),
            "revoked" => office.Grants.RevokeAsync(office.Host.As("bo").Caller, grant.Id, "a mistake").AsTask(),
            "expired" => office.Host.AdvanceAsync(Hour),
            "ineligible" => Task.FromResult(office.Host.People.SetRoles("amina")),
            _ => Task.CompletedTask,
        });
        var position = office.Access.Position;

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => ExtendAsync(
            office, grant, Minute, by: what switch { "another's" => "ravi", "seen by its approver" => "bo", _ => "amina" }));

        Assert.Equal(code, refused.Reason.Code);
        Assert.Equal(position, office.Access.Position);
    }

    [Fact]
    public async Task Vote_WhatItWouldExtendWasRevokedMeanwhile_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await GrantAsync(office);
        var request = await ExtendAsync(office, grant, Hour);
        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, grant.Id, "a mistake");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.GrantEnded, refused.Reason);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Revoked);
        Assert.Equal(RequestState.Pending, (await office.Host.As("amina").ReadAsync(request)).State);
    }

    [Fact]
    public async Task Vote_PolicyNoLongerExtends_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ExtendAsync(office, await GrantAsync(office), Hour);
        await Desk.PublishAsync(office.Host, JitPolicySet.Create("longer", version: 2, Policy(isExtendable: false).Build()));

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("chen").ApproveAsync(request));

        Assert.Equal(Reason.PolicyGone, refused.Reason);
    }

    // Ending one never ends another: who wants it all over ends them all.
    [Fact]
    public async Task Extended_FirstIsRevoked_TheOtherStands()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await GrantAsync(office);
        await ApproveAsync(office, await ExtendAsync(office, grant, Hour));

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, grant.Id, "a mistake");
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, new RevocationSelector.OfSubject(grant.Subject), "all over");
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Revoked);
    }

    private static JitPolicyBuilder Policy(bool isExtendable = true)
    {
        var policy = JitPolicy.Create("maintain-orders")
            .Grants("orders:maintain").On("orders/*")
            .Eligible(Has.Role("support"))
            .UpTo(Hour)
            .ScheduledUpTo(Duration.FromDays(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")));
        return isExtendable ? policy.Extendable(2 * Hour, extension => extension.Stage("more", stage => stage.ApprovedBy(Has.Role("support-lead")))) : policy;
    }

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.AddPolicies(Longer));

    private static async Task<JitGrant> GrantAsync(Office office, Instant? start = null)
    {
        var ask = new JitAsk("maintain-orders", Hour) { Resource = Resource.Parse("orders/1"), StartAt = start };
        return await ReadAsync(office, await office.Host.As("bo").ApproveAsync(await office.Host.As("amina").RequestAsync(ask)));
    }

    private static Task<JitRequest> ExtendAsync(Office office, JitGrant grant, Duration duration, string by = "amina") =>
        office.Host.As(by).ExtendAsync(grant, new JitExtension(duration) { Justification = Desk.Why });

    private static async Task<JitGrant> ApproveAsync(Office office, JitRequest request) => await ReadAsync(office, await office.Host.As("chen").ApproveAsync(request));

    private static async Task<JitGrant> ReadAsync(Office office, JitRequest approved) =>
        await office.Grants.GetAsync(office.Host.As("amina").Caller, approved.GrantId!);
}
