using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>How what waits for its start or its claim begins, and what stands in its way for a moment only: then it neither begins nor ends.</summary>
public sealed class StartDecisionTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Instant Now = Bare.Now;
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private static readonly PolicyDraft Later = new()
    {
        Name = "policy",
        Scopes = [Scope("orders/*")],
        Eligible = Has.Role("support"),
        MaxDuration = Duration.FromHours(1),
        AutoApproved = true,
        ScheduledUpTo = Duration.FromHours(2),
    };

    private static readonly PolicyDraft Claimed = Later with { ScheduledUpTo = null, Activation = JitActivation.Claim };

    [Fact]
    public void Start_Due_Begins() =>
        Assert.Equal((GrantState.Active, Now), Begun(Start(Command())));

    [Fact]
    public void Claim_ByItsHolder_Begins() =>
        Assert.Equal((GrantState.Active, Now), Begun(Claim(Command(Claimed, GrantState.Claimable))));

    [Theory]
    [InlineData(GrantState.Scheduled)]
    [InlineData(GrantState.Claimable)]
    public void Begin_SomebodyIsEndingIt_HasToWait(GrantState state)
    {
        var command = Command(state == GrantState.Scheduled ? Later : Claimed, state) with
        {
            Ledger = LedgerRecord.Of(Amina).WithEnding(["g"], Deadline.After(Now, Minute)),
        };

        var finding = Refused(state == GrantState.Scheduled ? Start(command) : Claim(command), Reason.StoreContended);

        Assert.Equal(state.Name(), finding.Value);
    }

    [Fact]
    public void Start_BeginsAlready_SaysSo() =>
        Assert.Equal("active", Refused(Start(Command(state: GrantState.Active)), Reason.GrantEnded).Value);

    [Fact]
    public void Start_DirectoryFailedForTheHolder_WaitsForIt() =>
        Assert.Equal("scheduled", Refused(Start(Command() with { Requester = Requester(FactSet.Empty.WithFailure("directory")) }), Reason.FactSourceFailed).Value);

    [Fact]
    public void Start_DirectoryFailedForAnApprover_WaitsForIt() =>
        Refused(Start(Command(), Bare.Context() with { People = new People(ImmutableDictionary<Subject, string>.Empty, isIncomplete: true) }), Reason.FactSourceFailed);

    [Fact]
    public void Start_PolicyCannotBeReadHere_WaitsForANodeThatCan()
    {
        var command = Command() with { Policies = new PolicyPair(new JitPolicy(Later), null) };

        Assert.Equal("policy", Refused(Start(command), Reason.PolicyUnreadable).Value);
        Assert.IsType<GrantRevoked>(Assert.Single(Start(command with { IsPublished = false }).Events));
    }

    [Fact]
    public void Start_EndedByAnother_IsRevokedWhateverCannotBeTold() =>
        Assert.IsType<GrantRevoked>(Assert.Single(Start(Command() with { IsEndedByAnother = true, Requester = Requester(FactSet.Empty.WithFailure("directory")) }).Events));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(3, null, 3)]
    [InlineData(null, 2, 2)]
    [InlineData(3, 2, 2)]
    [InlineData(2, 3, 2)]
    public void Start_UsesOfGrantAndPolicy_TheFewerAreLeft(int? left, int? now, int? expected) =>
        Assert.Equal(expected, Activation(Start(With(Command(Later with { Uses = now }), grant => grant with { UsesLeft = left }))).UsesLeft);

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Start_UseIsRecorded_WhereGrantOrPolicySaysSo(bool grants, bool policys, bool expected) =>
        Assert.Equal(expected, Activation(Start(With(Command(Later with { RecordsUse = policys }), grant => grant with { RecordsUse = grants }))).RecordsUse);

    [Theory]
    [InlineData(null, "Claim it: activate its request.")]
    [InlineData(true, "Use it, or claim it.")]
    public void Claimable_NotBegun_SaysHowItBegins(bool? atFirstUse, string fix)
    {
        var waiting = With(Command(Claimed, GrantState.Claimable), grant => grant with { AtFirstUse = atFirstUse });
        var answer = Decider.Use(new UseCommand(waiting.Grant, waiting.Ledger, Amina, Scope("orders/1"), "operation"), Bare.Context());

        Assert.Equal(fix, Refused(answer, Reason.NotClaimed).Fix);
    }

    [Fact]
    public void RevokeAll_ThatGoesOn_EndsNothingThatBeganSince()
    {
        var (key, scope) = (GenerationRecord.OfTenant(Tenant.Default), Scope("orders/*"));
        var first = new GrantsRevoked(Tenant.Default, null, null, scope, 1, "why", At: Now).Apply(World.Empty);
        var on = new GrantsRevoked(Tenant.Default, null, null, Scope("orders/1"), 1, "why", At: Now + Minute, Continues: true).Apply(first);
        var again = new GrantsRevoked(Tenant.Default, null, null, Scope("orders/1"), 1, "why", At: Now + Minute).Apply(on);

        Assert.Equal((1, Now, scope), Generation(first));
        Assert.Equal((2, Now, scope), Generation(on));
        Assert.Equal((3, Now + Minute, Scope("orders/1")), Generation(again));

        (long, Instant?, Scope?) Generation(World world) =>
            world.Get<GenerationRecord>(key) is var record ? (record.Number, record.RaisedAt, record.Scope) : default;
    }

    private static Decision Start(StartCommand command, DecisionContext? context = null) => Decider.Start(command, context ?? Bare.Context());

    private static Decision Claim(StartCommand command) =>
        Decider.Claim(new ClaimCommand(command.Requester, command.Request, command.Policies, MayAudit: false, command), Bare.Context());

    private static GrantRecord Activation(Decision decision) => decision.Events.OfType<GrantActivated>().Single().Grant;

    private static (GrantState, Instant) Begun(Decision decision) => (Activation(decision).State, Activation(decision).Start);

    private static Finding Refused(Decision decision, Reason reason)
    {
        Assert.Equal(reason, decision.Rejection?.Reason);
        return decision.Rejection!.Findings[0];
    }

    private static StartCommand With(StartCommand command, Func<GrantRecord, GrantRecord> change) => command with { Grant = change(command.Grant) };

    private static StartCommand Command(PolicyDraft? policy = null, GrantState state = GrantState.Scheduled) => new()
    {
        Grant = Bare.Grant([.. Later.Scopes]) with { State = state, Start = Now - Minute },
        Request = Bare.Request([.. Later.Scopes]) with { State = RequestState.Approved, CreatedAt = Now - (2 * Minute) },
        Requester = Requester(FactSet.Empty.With([new Fact(FactNames.Role, ["support"], "claims", Now)])),
        Policies = new PolicyPair(new JitPolicy(policy ?? Later), new JitPolicy(policy ?? Later)),
        Ledger = LedgerRecord.Of(Amina),
        IsPublished = true,
    };

    private static Party Requester(FactSet facts) => new(Amina) { Facts = facts };

    private static Scope Scope(string resource) => new(Permission.Parse("orders:refund"), Resource.Parse(resource));
}
