using System.Collections.Immutable;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>Empty lists never approve, wherever they come from. No builder makes such policies: a defect elsewhere might.</summary>
public sealed class NothingApprovesTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Subject Bo = Subject.Human("idp", "bo");
    private static readonly Instant Now = Bare.Now;
    private static readonly StageDraft Lead = new() { Name = "lead", Approvers = Everyone.SignedIn };

    [Fact]
    public void P10_Submit_PolicyWithoutStageOrAutomaticApproval_IsRefused()
    {
        var decision = Submit(Policy());

        Assert.Equal(Reason.NothingApproves, decision.Rejection!.Reason);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void P10_Submit_EmptyEligibility_IsRefused()
    {
        var decision = Submit(Policy(Lead) with { Eligible = Condition.All() });

        Assert.Equal(Reason.NotEligible, decision.Rejection!.Reason);
    }

    [Fact]
    public void P10_Vote_EmptyApproverList_IsRefused()
    {
        var policy = Policy(Lead with { Approvers = Condition.Any() });

        var decision = Vote(policy, policy, mayAudit: true);

        Assert.Equal(Reason.NotApprover, decision.Rejection!.Reason);
    }

    [Fact]
    public void P10_Vote_NoStageLeft_IsRefused()
    {
        var decision = Vote(Policy(), Policy(), mayAudit: true);

        Assert.Equal(Reason.NothingApproves, decision.Rejection!.Reason);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void P10_Vote_CurrentPolicyApprovesByItself_PinnedStagesStillDecide()
    {
        var decision = Vote(Policy(Lead with { Needs = 2 }), Policy() with { AutoApproved = true });

        Assert.Equal(["vote-cast"], decision.Events.Select(happened => happened.Kind));
    }

    [Fact]
    public void P10_Vote_PolicyCannotBeRead_IsRefused()
    {
        var decision = Decider.Vote(World.Empty, Command(Policy(Lead), new PolicyPair(new JitPolicy(Policy(Lead)), null)), Bare.Context());

        Assert.Equal(Reason.PolicyGone, decision.Rejection!.Reason);
    }

    private static PolicyDraft Policy(params StageDraft[] stages) => new()
    {
        Name = "policy",
        Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Root)],
        Eligible = Everyone.SignedIn,
        MaxDuration = Duration.FromHours(1),
        Stages = [.. stages],
    };

    private static Decision Submit(PolicyDraft draft)
    {
        var command = new SubmitCommand
        {
            Requester = new Party(Amina),
            Policy = new CurrentPolicy(new JitPolicy(draft), new PolicyPin("policy", "set", 1, "hash")),
            PolicyName = "policy",
            Duration = Duration.FromMinutes(1),
            RequestId = "r",
            GrantId = "g",
        };
        return Decider.Submit(World.Empty, command, Bare.Context());
    }

    private static Decision Vote(PolicyDraft pinned, PolicyDraft current, bool mayAudit = false)
    {
        var command = Command(pinned, new PolicyPair(new JitPolicy(pinned), new JitPolicy(current))) with { MayAudit = mayAudit };
        return Decider.Vote(World.Empty.With(command.Request), command, Bare.Context());
    }

    private static VoteCommand Command(PolicyDraft pinned, PolicyPair policies) => new()
    {
        Voter = new Party(Bo),
        Requester = new Party(Amina),
        Request = Bare.Request([.. pinned.Scopes]),
        Version = 1,
        Policies = policies,
        Decision = VoteDecision.Approve,
    };
}
