using System.Text.Json;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Access that waits for its holder: it begins when it is claimed or first used and not before, with what holds then, and waits no longer than was said.</summary>
public sealed class ClaimTests
{
    private const string AtFirstUse = "watch-vault";
    private const string WhenClaimed = "open-vault";
    private static readonly Duration Hour = Duration.FromHours(1);
    private static readonly Duration Tick = Duration.FromMilliseconds(1);
    private static readonly JitPolicySet Vault = Set(1);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P18_Unclaimed_EndsOnTheTick(string store)
    {
        foreach (var (policy, permission) in new[] { (AtFirstUse, "vault:watch"), (WhenClaimed, "vault:open") })
        {
            await using var office = await OpenAsync(store);
            var request = await ApproveAsync(office, policy);
            var grant = await ReadAsync(office, request);
            Assert.Equal((GrantState.Claimable, Deadline.After(office.Time.Now, 2 * Hour)), (grant.State, grant.End));

            await office.Host.AdvanceAsync((2 * Hour) - Tick);
            Assert.Equal(policy == AtFirstUse ? Reason.NeedsCommit : Reason.NoGrant, Check(office, permission).Reason);
            await office.Host.AdvanceAsync(Tick);

            office.Host.Should("amina").Deny(permission, "vault/1", policy == AtFirstUse ? Reason.Expired : Reason.NoGrant);
            Assert.Equal(GrantState.Expired, (await ReadAsync(office, request)).State);
            await RefusesAsync(Reason.GrantEnded, () => ActivateAsync(office, "amina", request));
            await RefusesAsync(policy == AtFirstUse ? Reason.Expired : Reason.NoGrant, () => UseAsync(office, permission));
            Assert.DoesNotContain("grant-activated", await KindsAsync(office));
        }
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task FirstUse_StartsTheClock_AndNoUseStartsItAgain(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await ApproveAsync(office, AtFirstUse);
        await office.Host.AdvanceAsync(Hour + (Hour / 2));
        if (store == EveryStore.Sqlite)
        {
            await office.RestartAsync(kill: true, bootAt: office.Time.Now);
        }

        Assert.True(Check(office, "vault:watch").NeedsCommit);
        var began = office.Time.Now;
        await using (var lease = await UseAsync(office))
        {
            Assert.Equal(began + Hour, lease.Ends);
        }

        await office.Host.AdvanceAsync(Hour / 2);
        await using (var lease = await UseAsync(office))
        {
            Assert.Equal(began + Hour, lease.Ends);
        }

        var grant = await ReadAsync(office, request);
        Assert.Equal((GrantState.Active, began, Deadline.After(began, Hour)), (grant.State, grant.Start, grant.End));
        if (store == EveryStore.Sqlite)
        {
            await office.RestartAsync(kill: true, bootAt: office.Time.Now);
        }

        await office.Host.AdvanceAsync((Hour / 2) - Tick);
        office.Host.Should("amina").Allow("vault:watch", "vault/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("vault:watch", "vault/1", Reason.Expired);
        Assert.Single(await KindsAsync(office), "grant-activated");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Activate_ByItsHolder_StartsTheClock(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await ApproveAsync(office, WhenClaimed);
        await office.Host.AdvanceAsync(Hour);
        await RefusesAsync(Reason.NoGrant, () => UseAsync(office, "vault:open"));

        var claimed = await ActivateAsync(office, "amina", request);

        Assert.Equal((request.Id, request.GrantId, request.Version), (claimed.Id, claimed.GrantId, claimed.Version));
        office.Host.Should("amina").Allow("vault:open", "vault/1").And.Deny("vault:open", "vault/2", Reason.OutOfScope);
        await RefusesAsync(Reason.NotClaimable, () => ActivateAsync(office, "amina", request));
        await office.Host.AdvanceAsync(Hour - Tick);
        office.Host.Should("amina").Allow("vault:open", "vault/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("vault:open", "vault/1", Reason.Expired);
        await RefusesAsync(Reason.GrantEnded, () => ActivateAsync(office, "amina", request));
    }

    [Fact]
    public async Task Activate_GrantThatBeginsAtFirstUse_BeginsIt()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await ActivateAsync(office, "amina", await ApproveAsync(office, AtFirstUse));
        office.Host.Should("amina").Allow("vault:watch", "vault/1");
    }

    [Fact]
    public async Task Activate_ByAnybodyElse_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var pending = await office.Host.As("amina").RequestAsync(Ask(WhenClaimed));
        await RefusesAsync(Reason.NotClaimable, () => ActivateAsync(office, "amina", pending));
        var request = await office.Host.As("bo").ApproveAsync(pending);

        await RefusesAsync(Reason.NotHolder, () => ActivateAsync(office, "bo", request));
        await RefusesAsync(Reason.NotFound, () => ActivateAsync(office, "eve", request));
        Assert.Equal(GrantState.Claimable, (await ReadAsync(office, request)).State);
    }

    [Fact]
    public async Task Activate_UnderAnIdempotencyKey_AnswersTheSameAgain()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ApproveAsync(office, WhenClaimed);
        var key = new IdempotencyKey("POST /requests/{id}/activate", "k1", "{}"u8);
        var first = await ActivateAsync(office, "amina", request, key);
        var position = office.Access.Position;

        var again = await ActivateAsync(office, "amina", request, key);

        Assert.Equal((first.Id, first.Version, position), (again.Id, again.Version, office.Access.Position));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P03_FirstUsesAtOnce_StartOneClock(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await ApproveAsync(office, AtFirstUse);

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => UseAsync(office))));

        Assert.Single(await KindsAsync(office), "grant-activated");
        Assert.All(leases, lease => Assert.Equal((request.GrantId, office.Time.Now + Hour), (lease.GrantId, lease.Ends)));
    }

    [Fact]
    public async Task P03_CountedUsesAtOnce_AdmitAsManyAsThereAre()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ApproveAsync(office, "break-vault");

        var admitted = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            try
            {
                await using var lease = await UseAsync(office, "vault:break");
                return true;
            }
            catch (JitRejectedException refused) when (refused.Reason == Reason.UsedUp)
            {
                return false;
            }
        })));

        Assert.Equal(2, admitted.Count(was => was));
        Assert.Equal((GrantState.UsedUp, 1), ((await ReadAsync(office, request)).State, (await KindsAsync(office)).Count(kind => kind == "grant-activated")));
    }

    [Theory]
    [InlineData("release", GrantState.Released)]
    [InlineData("revoke", GrantState.Revoked)]
    [InlineData("revoke all", GrantState.Revoked)]
    public async Task P22_EndedBeforeTheClaim_NeverBegins(string how, GrantState state)
    {
        foreach (var (policy, permission) in new[] { (AtFirstUse, "vault:watch"), (WhenClaimed, "vault:open") })
        {
            await using var office = await OpenAsync(EveryStore.Memory);
            var request = await ApproveAsync(office, policy);
            switch (how)
            {
                case "release":
                    await office.Host.As("amina").ReleaseAsync(request);
                    break;
                case "revoke":
                    await office.Host.As("bo").RevokeAsync(request, "a mistake");
                    break;
                default:
                    Assert.Equal(1, await office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, new RevocationSelector.OfSubject(request.Subject), "has left"));
                    break;
            }

            await RefusesAsync(Reason.GrantEnded, () => ActivateAsync(office, "amina", request));
            await RefusesAsync(
                policy == WhenClaimed ? Reason.NoGrant : state == GrantState.Released ? Reason.Released : Reason.Revoked, () => UseAsync(office, permission));
            Assert.Equal(state, (await ReadAsync(office, request)).State);
            Assert.DoesNotContain("grant-activated", await KindsAsync(office));
        }
    }

    // It gives nothing yet, and whoever claims it is judged then.
    [Theory]
    [InlineData(AtFirstUse)]
    [InlineData(WhenClaimed)]
    public async Task RecheckAsync_HolderLostTheRole_WaitsOnAndDoesNotBegin(string policy)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ApproveAsync(office, policy);
        office.Host.People.SetRoles("amina");

        Assert.Equal(0, await office.Host.Services.GetRequiredService<IJitEligibility>().RecheckAsync(request.Subject));
        await RefusesAsync(Reason.EligibilityLost, () => ActivateAsync(office, "amina", request));
        Assert.Equal(GrantState.Claimable, (await ReadAsync(office, request)).State);
    }

    // The revocation could not end all in one commit, and the process died after the first.
    [Theory]
    [InlineData(AtFirstUse)]
    [InlineData(WhenClaimed)]
    public async Task P03_RevocationThatDiedBeforeItEndedAll_IsNotOvertaken(string policy)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ApproveAsync(office, policy);
        var raised = new GenerationRecord(Tenant.Default, GenerationRecord.OfSubject(request.Subject).Id, 1) { RaisedAt = office.Time.Now };
        var batch = office.Host.Services.GetRequiredService<BatchBuilder>().Build(World.Empty, new Dictionary<RecordKey, long>(), World.Empty.With(raised), [], Actor.Housekeeping);
        Assert.True((await office.Store.CommitAsync(batch, default)).IsCommitted);

        await RefusesAsync(Reason.Revoked, () => ActivateAsync(office, "amina", request));
        await RefusesAsync(policy == WhenClaimed ? Reason.NoGrant : Reason.Revoked, () => UseAsync(office, policy == WhenClaimed ? "vault:open" : "vault:watch"));
        Assert.DoesNotContain("grant-activated", await KindsAsync(office));
    }

    // What does not hold any more is refused, and the grant waits on: what held again would do.
    [Theory]
    [InlineData("role", "eligibility-lost")]
    [InlineData("directory", "fact-source-failed")]
    [InlineData("policy", "policy-gone")]
    [InlineData("narrower", "resource-not-covered")]
    [InlineData("condition", "fact-missing")]
    [InlineData("two approvers", "approval-missing")]
    [InlineData("shorter", "duration-too-long")]
    public async Task P08_WhatWasApprovedNoLongerHolds_IsRefusedAndWaitsOn(string change, string code)
    {
        foreach (var (policy, permission) in new[] { (AtFirstUse, "vault:watch"), (WhenClaimed, "vault:open") })
        {
            await using var office = await OpenAsync(EveryStore.Memory);
            var request = await ApproveAsync(office, policy);
            await ChangeAsync(office, change);
            var position = office.Access.Position;

            await RefusesAsync(code, () => ActivateAsync(office, "amina", request));
            if (policy == AtFirstUse)
            {
                await RefusesAsync(code, () => UseAsync(office, permission));
            }

            Assert.Equal(position, office.Access.Position);
            office.Host.People.SetRoles("amina", "support");
            office.Host.People.IsAway = false;
            Assert.Equal(GrantState.Claimable, (await ReadAsync(office, request)).State);
            if (change is "role" or "directory")
            {
                await ActivateAsync(office, "amina", request);
                office.Host.Should("amina").Allow(permission, "vault/1");
            }
        }
    }

    // One that must not begin hides none that may.
    [Fact]
    public async Task FirstUse_OlderGrantMustNotBegin_TakesTheNext()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var old = await ApproveAsync(office, AtFirstUse);
        await Desk.PublishAsync(office.Host, Set(2, longest: Hour / 2));
        var current = await office.Host.As("bo").ApproveAsync(await office.Host.As("amina").RequestAsync(Ask(AtFirstUse, Hour / 2)));

        await using var lease = await UseAsync(office);

        Assert.Equal(current.GrantId, lease.GrantId);
        Assert.Equal(GrantState.Claimable, (await ReadAsync(office, old)).State);
    }

    [Fact]
    public async Task Unclaimed_CountsAsLiveAndSpendsNoTime()
    {
        await using var office = await OpenAsync(EveryStore.Memory, limits => limits.LiveGrants = 2);
        var first = await ApproveAsync(office, "count-vault");
        var second = await ApproveAsync(office, "count-vault");
        var third = await office.Host.As("amina").RequestAsync(Ask("count-vault"));
        await RefusesAsync(Reason.TooManyLive, () => office.Host.As("bo").ApproveAsync(third));

        await ActivateAsync(office, "amina", first);

        await office.Host.AdvanceAsync(Hour);
        await RefusesAsync(Reason.AllowanceUsed, () => ActivateAsync(office, "amina", second));
        Assert.Equal((GrantState.Expired, GrantState.Claimable), ((await ReadAsync(office, first)).State, (await ReadAsync(office, second)).State));
    }

    [Fact]
    public async Task Extend_Unclaimed_SaysThatItWaits()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await ApproveAsync(office, WhenClaimed);
        var requests = office.Host.Services.GetRequiredService<IJitRequests>();
        await RefusesAsync(Reason.NotClaimed, () => requests.ExtendAsync(office.Host.As("amina").Caller, request.GrantId!, new JitExtension(Hour)).AsTask());
    }

    private static JitPolicySet Set(int version, string change = "", Duration? longest = null) => JitPolicySet.Create(
        "vault", version,
        Policy(change == "policy" ? "other-watch" : AtFirstUse, "vault:watch", change, longest).BeginsAtFirstUse(2 * Hour).Build(),
        Policy(change == "policy" ? "other-open" : WhenClaimed, "vault:open", change, longest).BeginsWhenClaimed(2 * Hour).Build(),
        Policy("break-vault", "vault:break", "", null).Uses(2).BeginsAtFirstUse().Build(),
        Policy("count-vault", "vault:count", "", null).AtMost(Hour, Duration.FromHours(24)).BeginsWhenClaimed().Build());

    private static JitPolicyBuilder Policy(string name, string permission, string change, Duration? longest)
    {
        var policy = JitPolicy.Create(name)
            .Grants(permission).On(change == "narrower" ? "vault/eu/*" : "vault/*")
            .Eligible(Has.Role("support"))
            .UpTo(change == "shorter" ? Hour / 2 : longest ?? Hour)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(change == "two approvers" ? 2 : 1));
        return change == "condition" ? policy.When(Has.Attribute("site", "paris")) : policy;
    }

    private static Task ChangeAsync(Office office, string change)
    {
        switch (change)
        {
            case "role":
                office.Host.People.SetRoles("amina");
                return Task.CompletedTask;
            case "directory":
                office.Host.People.IsAway = true;
                return Task.CompletedTask;
            default:
                return Desk.PublishAsync(office.Host, Set(2, change));
        }
    }

    private static Task<Office> OpenAsync(string store, Action<JitLimits>? limits = null) =>
        Office.OpenAsync(store, jit => jit.AddPolicies(Vault).Configure(options => limits?.Invoke(options.Limits)));

    private static JitAsk Ask(string policy, Duration? duration = null) => new(policy, duration ?? Hour) { Resource = Resource.Parse("vault/1") };

    private static async Task<JitRequest> ApproveAsync(Office office, string policy) =>
        await office.Host.As("bo").ApproveAsync(await office.Host.As("amina").RequestAsync(Ask(policy)));

    private static Task<JitRequest> ActivateAsync(Office office, string who, JitRequest request, IdempotencyKey? key = null) =>
        office.Host.Services.GetRequiredService<IJitRequests>().ActivateAsync(office.Host.As(who).Caller, request.Id, key).AsTask();

    private static Task<JitGrantLease> UseAsync(Office office, string permission = "vault:watch") =>
        office.Access.UseAsync(office.Host.As("amina").Caller.Subject, permission, "vault/1").AsTask();

    private static GrantCheck Check(Office office, string permission) => office.Access.Check(office.Host.As("amina").Caller.Subject, permission, "vault/1");

    private static async Task<JitGrant> ReadAsync(Office office, JitRequest request) =>
        await office.Grants.GetAsync(office.Host.As("amina").Caller, request.GrantId!);

    private static async Task<List<string>> KindsAsync(Office office) =>
        [.. (await office.Store.ReadJournalAsync(JournalCursor.Start, 1000, default)).Entries.Select(KindOf)];

    private static string KindOf(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return document.RootElement.GetProperty("kind").GetString()!;
    }

    private static Task RefusesAsync(Reason reason, Func<Task> act) => RefusesAsync(reason.Code, act);

    private static async Task RefusesAsync(string code, Func<Task> act) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<JitRejectedException>(act)).Reason.Code);
}
