using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>What a decision says and writes down beyond its outcome, which the properties compare with the specification.</summary>
public sealed class DeciderTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Subject Bo = Subject.Human("idp", "bo");
    private static readonly Subject Olga = Subject.Human("idp", "olga");
    private static readonly Instant Now = Bare.Now;
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Fact Support = Fact(FactNames.Role, "support");
    private static readonly Fact Lead = Fact(FactNames.Role, "lead");

    private static readonly PolicyDraft Staged = new()
    {
        Name = "policy",
        Scopes = [Scope("orders/*"), Scope("customers/*")],
        Eligible = Has.Role("support"),
        MaxDuration = Duration.FromHours(1),
        Stages = [new StageDraft { Name = "lead", Approvers = Has.Role("lead") }],
    };

    [Fact]
    public void Submit_PolicyThatApprovesByItself_IsWrittenDownAsAutomatic()
    {
        var decision = Submit(Staged with { Stages = [], AutoApproved = true }, new Party(Amina) { Facts = FactSet.Empty.With([Support]) });

        Assert.True(decision.Events.OfType<RequestApproved>().Single().Automatically);
        Assert.True(decision.MakesAccess);
    }

    [Theory]
    [InlineData(null, "justification-missing")]
    [InlineData("why", "justification-too-short")]
    [InlineData("long enough", null)]
    public void Submit_Justification_IsMissingOrTooShort(string? justification, string? code)
    {
        var decision = Submit(Staged with { JustificationMinLength = 10 }, new Party(Amina) { Facts = FactSet.Empty.With([Support]) }, justification);

        Assert.Equal(code, decision.Rejection?.Reason.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Submit_TimeThatThePolicyBounds_Counts(bool isBounded)
    {
        var draft = Staged with { Stages = [], AutoApproved = true, Allowance = isBounded ? new AllowanceDraft { Total = Duration.FromHours(2), Within = Duration.FromHours(8) } : null };

        var decision = Submit(draft, new Party(Amina) { Facts = FactSet.Empty.With([Support]) });

        Assert.Equal(isBounded ? true : null, decision.Events.OfType<GrantActivated>().Single().CountsTime);
    }

    [Theory]
    [InlineData(JitActivation.Approval, null, 1)]
    [InlineData(JitActivation.Claim, null, 30)]
    [InlineData(JitActivation.FirstUse, true, 30)]
    public void Submit_WaitsForItsHolder_EndsWhereItCanBeClaimedNoLonger(JitActivation activation, bool? atFirstUse, int minutes)
    {
        var claimFor = activation == JitActivation.Approval ? (Duration?)null : 30 * Minute;
        var draft = Staged with { Stages = [], AutoApproved = true, Activation = activation, ClaimFor = claimFor };

        var world = World.Empty.Apply(Submit(draft, new Party(Amina) { Facts = FactSet.Empty.With([Support]), IsKnownToDirectory = true }).Events);

        var grant = Assert.Single(world.States.OfType<GrantRecord>());
        Assert.Equal(Deadline.After(Now, minutes * Minute), grant.End);
        Assert.Equal(activation == JitActivation.Approval ? null : Now, grant.ApprovedAt);
        Assert.Equal(atFirstUse, grant.AtFirstUse);
    }

    // Conditions are those of the moment at which access begins.
    [Theory]
    [InlineData(30, true)]
    [InlineData(90, false)]
    public void Approve_ForLater_ConditionsHoldThenOrNot(int minutes, bool isAccepted)
    {
        var later = Staged with { ScheduledUpTo = Duration.FromHours(3), Conditions = [During.Hours("UTC", new LocalTime(9, 30), new LocalTime(10, 30))] };
        var command = Command(VoteDecision.Approve) with { Policies = Pair(later, later), Request = Bare.Request([.. Staged.Scopes]) with { StartAt = Now + (minutes * Minute) } };

        var decision = Vote(command);

        Assert.Equal(isAccepted, !decision.IsRejected);
        Assert.Equal(isAccepted ? Now : null, decision.Events.OfType<GrantScheduled>().SingleOrDefault()?.Grant.ApprovedAt);
        Assert.Equal(isAccepted ? null : Reason.OutsideWindow, decision.Rejection?.Reason);
    }

    [Fact]
    public void Submit_PresentedFacts_AreKeptInTheOrderOfTheirNames()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(number => $"attribute:{number:D2}")];
        var presented = FactSet.Empty.With(names.Select(name => Fact(name, "x")));

        var decision = Submit(Staged, new Party(Amina) { Facts = FactSet.Empty.With([Support]), Presented = presented });

        Assert.Equal(names, decision.Events.OfType<RequestSubmitted>().Single().Request.Presented.Select(fact => fact.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Deny_CoolDownOfTheLimits_LastsAsLong(int minutes)
    {
        var limits = new JitLimits { CoolDownAfterDenial = Duration.FromMinutes(minutes) };

        var decision = Vote(Command(VoteDecision.Deny), limits);

        Assert.Equal(Now + Duration.FromMinutes(minutes), decision.Events.OfType<RequestDenied>().Single().CoolsDownUntil.At);
    }

    [Fact]
    public void Approve_LastVote_WritesDownWhatEligibilityRestedOn()
    {
        var decision = Vote(Command(VoteDecision.Approve));

        Assert.Equal([FactNames.Role], decision.Events.OfType<GrantActivated>().Single().LookedAt.Select(fact => fact.Name));
        Assert.False(decision.Events.OfType<RequestApproved>().Single().Automatically);
    }

    [Fact]
    public void Approve_FactSourceOfTheRequesterFailed_SaysSoAndNotWhatTheRuleAsksFor()
    {
        var command = Command(VoteDecision.Approve) with { Requester = new Party(Amina) { Facts = FactSet.Empty.WithFailure("directory") } };

        Assert.Equal([Reason.EligibilityLost, Reason.FactSourceFailed], Vote(command).Rejection!.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Approve_RequesterWithoutTheRole_HasLostEligibilityAndNothingElse()
    {
        var command = Command(VoteDecision.Approve) with { Requester = new Party(Amina) { Facts = FactSet.Empty.With([Lead]) } };

        Assert.Equal([Reason.EligibilityLost], Vote(command).Rejection!.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Vote_FactSourceOfTheVoterFailed_SaysSo()
    {
        var command = Command(VoteDecision.Approve) with { Voter = new Party(Bo) { Facts = FactSet.Empty.WithFailure("directory") }, MayAudit = true };

        Assert.Equal([Reason.NotApprover, Reason.FactSourceFailed], Vote(command).Rejection!.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Vote_PartyWithoutTheRole_IsNoApproverAndNothingElse()
    {
        var command = Command(VoteDecision.Approve) with { Voter = new Party(Bo) { Facts = FactSet.Empty.With([Support]) }, MayAudit = true };

        Assert.Equal([Reason.NotApprover], Vote(command).Rejection!.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Approve_PolicyNoLongerCoversAScope_NamesIt()
    {
        var policies = Pair(Staged, Staged with { Scopes = [Scope("orders/*")] });

        var finding = Assert.Single(Vote(Command(VoteDecision.Approve) with { Policies = policies }).Rejection!.Findings);

        Assert.Equal((Reason.ResourceNotCovered, "scopes", Scope("customers/*").ToString()), (finding.Reason, finding.Member, finding.Value));
    }

    [Fact]
    public void Approve_NarrowedInDurationAlone_LeavesTheScopesAsTheyAre()
    {
        var decision = Vote(Command(VoteDecision.Approve) with { Narrowing = new Narrowing(Minute, null, null) });

        var vote = decision.Events.OfType<VoteCast>().Single().Vote;
        Assert.Equal(Minute, vote.NarrowedDuration);
        Assert.Null(vote.NarrowedScopes);
        Assert.Equal(Now + Minute, decision.Events.OfType<GrantActivated>().Single().Grant.End.At);
    }

    [Fact]
    public void RevokeAll_OfASubject_EndsWhateverTheNodesKnowOfTheSubject()
    {
        var head = (GrantsRevoked)RevokeAll(new RevocationSelector.OfSubject(Amina)).Events[0];

        Assert.Equal(new SubjectEnded(Amina), Assert.Single(head.Effects));
    }

    [Fact]
    public void RevokeAll_ThatContinues_LeavesAloneWhatBeganSince()
    {
        var head = (GrantsRevoked)RevokeAll(new RevocationSelector.OfSubject(Amina), continues: true).Events[0];

        Assert.Empty(head.Effects);
    }

    [Fact]
    public void Publish_SetWithGuardrails_SaysThatItGuards()
    {
        Assert.Null(Guards());
        Assert.True(Guards(JitGuardrail.Create("no-customers").On("customers/*").When(Has.Role("support")).Build()));

        static bool? Guards(params JitGuardrail[] guardrails) => ((PolicySetPublished)Decider.Publish(
            World.Empty, JitPolicySet.Create("set", 1, [new JitPolicy(Staged)], guardrails), replacesSameVersion: false, Now).Events[0]).Guards;
    }

    [Fact]
    public void RevokeAll_Again_RaisesTheGenerationFurther()
    {
        var events = RevokeAll(new RevocationSelector.OfPolicy("policy")).Events;

        var twice = World.Empty.Apply(events).Apply(events);

        Assert.Equal(2, Assert.Single(twice.States.OfType<GenerationRecord>()).Number);
    }

    [Fact]
    public void RevokeAll_ByNoRight_IsRefused()
    {
        var decision = Decider.RevokeAll(
            new RevokeAllCommand(new Party(Olga), new RevocationSelector.OfPolicy("policy"), [], Rights.None, "an incident"), Bare.Context());

        Assert.Equal(Reason.MayNotRevoke, decision.Rejection!.Reason);
        Assert.Equal((false, false, false, false, false), (Rights.None.MayAudit, Rights.None.MayRevoke, Rights.None.MayPublish, Rights.None.MayOperate, Rights.None.SeesGrants));
    }

    private static Decision Submit(PolicyDraft draft, Party requester, string? justification = null) => Decider.Submit(
        World.Empty,
        new SubmitCommand
        {
            Requester = requester,
            Policy = new CurrentPolicy(new JitPolicy(draft), new PolicyPin("policy", "set", 1, "hash")),
            PolicyName = "policy",
            Duration = Minute,
            Justification = justification,
            RequestId = "r",
            GrantId = "g",
        },
        Bare.Context());

    private static Decision Vote(VoteCommand command, JitLimits? limits = null) =>
        Decider.Vote(World.Empty.With(command.Request), command, Bare.Context() with { Limits = limits ?? new JitLimits() });

    private static Decision RevokeAll(RevocationSelector selector, bool continues = false) => Decider.RevokeAll(
        new RevokeAllCommand(new Party(Olga), selector, [], new Rights(MayAudit: false, MayRevoke: true, MayPublish: false, MayOperate: false), "an incident", continues),
        Bare.Context());

    private static VoteCommand Command(VoteDecision decision) => new()
    {
        Voter = new Party(Bo) { Facts = FactSet.Empty.With([Lead]) },
        Requester = new Party(Amina) { Facts = FactSet.Empty.With([Support]) },
        Request = Bare.Request([.. Staged.Scopes]),
        Version = 1,
        Policies = Pair(Staged, Staged),
        Decision = decision,
    };

    private static PolicyPair Pair(PolicyDraft pinned, PolicyDraft current) => new(new JitPolicy(pinned), new JitPolicy(current));

    private static Fact Fact(string name, params string[] values) => new(name, [.. values], "claims", Now);

    private static Scope Scope(string resource) => new(Permission.Parse("orders:refund"), Resource.Parse(resource));
}
