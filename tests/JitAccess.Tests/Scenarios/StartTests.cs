using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.TimeZones;

namespace JitAccess.Tests.Scenarios;

/// <summary>Access that is to begin later: it begins then and not before, with what holds then, and whatever ends access ends it before it begins.</summary>
public sealed class StartTests
{
    private static readonly Duration Hour = Duration.FromHours(1);
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    private static readonly JitPolicy Maintenance = JitPolicy.Create("maintain-orders")
        .Grants("orders:maintain").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Hour)
        .ScheduledUpTo(Duration.FromDays(7))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")))
        .Build();

    private static readonly JitPolicySet Later = JitPolicySet.Create("later", version: 1, Maintenance);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task StartAt_Approved_BeginsOnTheTickAndLastsAsLongAsWasAsked(string store)
    {
        await using var office = await OpenAsync(store);
        var start = office.Time.Now + (2 * Hour);
        var grant = await ScheduleAsync(office, start);
        Assert.Equal((GrantState.Scheduled, start, Deadline.After(start, Hour)), (grant.State, grant.Start, grant.End));

        await office.Host.AdvanceAsync((2 * Hour) - Tick);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Allow("orders:maintain", "orders/1").And.Deny("orders:maintain", "orders/2", Reason.OutOfScope);
        Assert.Equal(GrantState.Active, (await ReadAsync(office, grant)).State);

        if (store == EveryStore.Sqlite)
        {
            await office.RestartAsync(kill: true, bootAt: office.Time.Now);
        }

        await office.Host.AdvanceAsync(Hour - Tick);
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Expired);
    }

    // No round of housekeeping falls on it, and nobody settles anything: the node is awake by itself.
    [Theory]
    [InlineData(30)]
    [InlineData(61)]
    public async Task StartAt_BetweenTwoRounds_BeginsThen(int minutes)
    {
        await using var office = await OpenAsync(EveryStore.Memory, housekeepingEvery: Hour);
        var grant = await ScheduleAsync(office, office.Time.Now + Duration.FromMinutes(minutes));
        var began = new TaskCompletionSource();
        office.Store.BeforeCommit = batch =>
        {
            if (batch.Expectations.Any(expectation => expectation.Key == GrantRecord.KeyOf(Tenant.Default, grant.Id)))
            {
                began.TrySetResult();
            }

            return Task.CompletedTask;
        };

        office.Time.Advance(Duration.FromMinutes(minutes) - Duration.FromSeconds(1));
        Assert.False(began.Task.IsCompleted);
        office.Time.Advance(Duration.FromSeconds(1));

        await began.Task;
    }

    [Fact]
    public async Task StartAt_NodesWereDown_BeginsLaterAndEndsAsItWouldHave()
    {
        await using var office = await OpenAsync(EveryStore.Sqlite);
        await ScheduleAsync(office, office.Time.Now + Hour);

        await office.RestartAsync(bootAt: office.Time.Now + Hour + (Hour / 2));
        await office.Host.SettleAsync();
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Hour / 2);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Expired);
    }

    [Fact]
    public async Task StartAt_NodesWereDownUntilItsEnd_NeverBegins()
    {
        await using var office = await OpenAsync(EveryStore.Sqlite);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);

        await office.RestartAsync(bootAt: office.Time.Now + (2 * Hour));
        Assert.Equal(GrantState.Expired, (await ReadAsync(office, grant)).State);
        await office.Host.SettleAsync();
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [InlineData("role", "eligibility-lost")]
    [InlineData("disabled", "subject-inactive, eligibility-lost")]
    [InlineData("policy", "policy-gone")]
    [InlineData("narrower", "resource-not-covered")]
    [InlineData("condition", "fact-missing")]
    [InlineData("two approvers", "approval-missing")]
    [InlineData("no later start", "start-not-allowed")]
    public async Task P08_WhatWasApprovedNoLongerHoldsAtTheStart_IsRevoked(string change, string code)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);

        await ChangeAsync(office.Host, change);
        await office.Host.AdvanceAsync(Hour);

        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
        var ended = await ReadAsync(office, grant);
        Assert.Equal((GrantState.Revoked, $"The grant could not begin: {code}."), (ended.State, ended.EndedBecause));
    }

    // Both versions must allow it: time that nobody counted when it was approved counts when it is to begin.
    [Fact]
    public async Task P13_AllowanceIsPublishedMeanwhile_CountsAtTheStart()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);
        await Desk.PublishAsync(office.Host, JitPolicySet.Create("later", version: 2, JitPolicy.Create("maintain-orders")
            .Grants("orders:maintain").On("orders/*").Eligible(Has.Role("support")).UpTo(Hour).ScheduledUpTo(Duration.FromDays(7)).AtMost(Hour, Duration.FromDays(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Build()));
        await office.Host.As("bo").ApproveAsync(await office.Host.As("amina").RequestAsync("maintain-orders", "orders/2", 30));

        await office.Host.AdvanceAsync(Hour);

        var ended = await ReadAsync(office, grant);
        Assert.Equal((GrantState.Revoked, "The grant could not begin: allowance-used."), (ended.State, ended.EndedBecause));
    }

    [Fact]
    public async Task StartAt_DirectoryIsAway_WaitsForItAndEndsAsItWouldHave()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);
        office.Host.People.IsAway = true;

        await office.Host.AdvanceAsync(Hour + (Hour / 2));
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
        Assert.Equal(GrantState.Scheduled, (await office.Grants.GetAsync(office.Host.As("amina").Caller, grant.Id)).State);

        office.Host.People.IsAway = false;
        await office.Host.SettleAsync();
        office.Host.Should("amina").Allow("orders:maintain", "orders/1");
        await office.Host.AdvanceAsync(Hour / 2);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Expired);
    }

    [Theory]
    [InlineData("release", GrantState.Released)]
    [InlineData("revoke", GrantState.Revoked)]
    [InlineData("revoke all", GrantState.Revoked)]
    public async Task Scheduled_EndedBeforeItsStart_NeverBegins(string how, GrantState state)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);

        await (how switch
        {
            "release" => office.Grants.ReleaseAsync(office.Host.As("amina").Caller, grant.Id).AsTask(),
            "revoke" => office.Grants.RevokeAsync(office.Host.As("bo").Caller, grant.Id, "a mistake").AsTask(),
            _ => (Task)office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, new RevocationSelector.OfSubject(grant.Subject), "has left").AsTask(),
        });
        await office.Host.AdvanceAsync(Hour);

        Assert.Equal(state, (await ReadAsync(office, grant)).State);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
    }

    // The revocation could not end all in one commit, and the process died after the first: what was to begin does not.
    [Theory]
    [InlineData("subject")]
    [InlineData("policy")]
    [InlineData("scope")]
    public async Task P03_RevocationThatDiedBeforeItEndedAll_ScheduledNeverBegins(string by)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);
        var key = by switch
        {
            "subject" => GenerationRecord.OfSubject(grant.Subject),
            "policy" => GenerationRecord.OfPolicy(Tenant.Default, grant.Policy),
            _ => GenerationRecord.OfTenant(Tenant.Default),
        };
        var raised = new GenerationRecord(Tenant.Default, key.Id, 1) { RaisedAt = office.Time.Now, Scope = by == "scope" ? grant.Scopes[0] : null };
        var batch = office.Host.Services.GetRequiredService<BatchBuilder>().Build(World.Empty, new Dictionary<RecordKey, long>(), World.Empty.With(raised), [], Actor.Housekeeping);
        Assert.True((await office.Store.CommitAsync(batch, default)).IsCommitted);

        await office.Host.AdvanceAsync(Hour);

        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
        Assert.Equal((GrantState.Revoked, "The grant could not begin: revoked."), ((await ReadAsync(office, grant)).State, (await ReadAsync(office, grant)).EndedBecause));
    }

    // A copy of before the start is put back and adopted: what had been approved then does not begin.
    [Fact]
    public async Task P29_ScheduledBeforeAnEpoch_NeverBegins()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite, jit => jit.AddPolicies(Later).AddPolicies(Desk.Operating));
        var grant = await ScheduleAsync(office, office.Time.Now + Hour);
        await office.Host.As("olga").RequestAsync("adopt-store", "store", 5);

        var ended = await office.Host.Services.GetRequiredService<IJitOperations>().AdoptStoreAsync(office.Host.As("olga").Caller, "a backup was restored");

        Assert.Equal(2, ended); // and the operator's own
        Assert.Equal(GrantState.Revoked, (await ReadAsync(office, grant)).State);
        await office.Host.AdvanceAsync(Hour);
        office.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.NoGrant);
    }

    [Fact]
    public async Task StartAt_NotApprovedUntilThen_Lapses()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await office.Host.As("amina").RequestAsync(Ask(office.Time.Now + Hour));
        Assert.Equal(Deadline.From(office.Time.Now + Hour), request.LapsesAt);

        await office.Host.AdvanceAsync(Hour);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request));
        Assert.Equal(Reason.RequestLapsed, refused.Reason);
    }

    [Theory]
    [InlineData(0, "start-passed", "maintain-orders")]
    [InlineData(-1, "start-passed", "maintain-orders")]
    [InlineData((7 * 86_400_000) + 1, "start-too-far", "maintain-orders")]
    [InlineData(1000, "start-not-allowed", "refund-order")]
    public async Task StartAt_CannotBe_SaysValueLimitAndFixAndNothingIsStored(int after, string code, string policy)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var position = office.Access.Position;
        var ask = Ask(office.Time.Now + Duration.FromMilliseconds(after)) with { Policy = policy, Justification = Desk.Why };

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync(ask));

        var finding = Assert.Single(refused.Explanation.Findings);
        Assert.Equal((code, "startAt"), (finding.Reason.Code, finding.Member));
        Assert.NotNull(finding.Value);
        Assert.NotNull(finding.Fix);
        Assert.Equal(position, office.Access.Position);
    }

    [Fact]
    public async Task StartAt_FractionOfAMillisecond_BeginsWithTheNext()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await office.Host.As("amina").RequestAsync(Ask(office.Time.Now + Hour + Duration.FromTicks(1)));
        Assert.Equal(office.Time.Now + Hour + Tick, request.StartAt);
    }

    // Every change of every zone: the hour that is left out does not exist, the one that comes twice is ambiguous, and everything else is what it is.
    [Fact]
    public void StartingAt_EveryZone_RefusesWhatTheClocksLeaveOutOrRepeat()
    {
        var ask = new JitAsk("maintain-orders", Hour);
        var (gaps, folds) = (0, 0);
        foreach (var zone in TzdbDateTimeZoneSource.Default.GetIds().Select(id => DateTimeZoneProviders.Tzdb[id]))
        {
            foreach (var interval in zone.GetZoneIntervals(Instant.FromUtc(2020, 1, 1, 0, 0), Instant.FromUtc(2030, 1, 1, 0, 0)).Where(interval => interval.HasStart))
            {
                var before = zone.GetZoneInterval(interval.Start - Duration.Epsilon);
                var shift = interval.WallOffset.Seconds - before.WallOffset.Seconds;
                var (from, to) = ((interval.Start + Duration.Zero).WithOffset(before.WallOffset).LocalDateTime, interval.IsoLocalStart);
                if (shift > 0)
                {
                    gaps++;
                    Assert.Equal(Reason.LocalTimeSkipped, Assert.Throws<JitRejectedException>(() => ask.StartingAt(from, zone)).Reason);
                    Assert.Equal(interval.Start, ask.StartingAt(to, zone).StartAt);
                }
                else if (shift < 0)
                {
                    folds++;
                    Assert.Equal(Reason.LocalTimeAmbiguous, Assert.Throws<JitRejectedException>(() => ask.StartingAt(to, zone)).Reason);
                    Assert.Equal(interval.Start - Duration.FromSeconds(shift), ask.StartingAt(from, zone).StartAt);
                }
            }
        }

        Assert.True(gaps > 1000 && folds > 1000, $"{gaps} gaps and {folds} folds");
    }

    private static JitAsk Ask(Instant start) => new("maintain-orders", Hour) { Resource = Resource.Parse("orders/1"), StartAt = start };

    private static Task<Office> OpenAsync(string store, Duration? housekeepingEvery = null) => Office.OpenAsync(store, jit => jit.AddPolicies(Later).Configure(options =>
        options.HousekeepingEvery = housekeepingEvery ?? options.HousekeepingEvery));

    private static async Task<JitGrant> ScheduleAsync(Office office, Instant start)
    {
        var approved = await office.Host.As("bo").ApproveAsync(await office.Host.As("amina").RequestAsync(Ask(start)));
        return await office.Grants.GetAsync(office.Host.As("amina").Caller, approved.GrantId!);
    }

    private static async Task<JitGrant> ReadAsync(Office office, JitGrant grant) => await office.Grants.GetAsync(office.Host.As("amina").Caller, grant.Id);

    private static Task ChangeAsync(JitTestHost host, string change)
    {
        switch (change)
        {
            case "role":
                host.People.SetRoles("amina");
                return Task.CompletedTask;
            case "disabled":
                host.People.Disable("amina");
                return Task.CompletedTask;
        }

        var policy = JitPolicy.Create(change == "policy" ? "other" : "maintain-orders")
            .Grants("orders:maintain").On(change == "narrower" ? "orders/eu/*" : "orders/*")
            .Eligible(Has.Role("support"))
            .UpTo(Hour)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(change == "two approvers" ? 2 : 1));
        policy = change == "no later start" ? policy : policy.ScheduledUpTo(Duration.FromDays(7));
        policy = change == "condition" ? policy.When(Has.Attribute("site", "paris")) : policy;
        return Desk.PublishAsync(host, JitPolicySet.Create("later", version: 2, policy.Build()));
    }
}
