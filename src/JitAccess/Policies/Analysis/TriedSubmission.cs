using NodaTime;

namespace JitAccess;

/// <summary>What the decider makes of a request, outside every store: nobody has asked before, and nothing is kept.</summary>
internal sealed class TriedSubmission
{
    private TriedSubmission(Decision decision, DecisionContext context)
    {
        Decision = decision;
        Context = context;
    }

    public Decision Decision { get; }

    public DecisionContext Context { get; }

    public PolicyOutcome Outcome =>
        Decision.IsRejected ? PolicyOutcome.Refused
        : Decision.Events.Any(happened => happened is RequestApproved) ? PolicyOutcome.Approved
        : PolicyOutcome.Pending;

    /// <summary>Lets the decider decide.</summary>
    public static TriedSubmission Of(SubmitCommand command, Instant now, JitLimits limits, ConditionRegistry conditions, Guardrails guardrails)
    {
        // Nothing that is sealed is kept, so the salt need not be a secret.
        var texts = new PersonalTexts(command.Requester.Subject, new byte[32]);
        var context = new DecisionContext { Now = now, Limits = limits, Texts = texts, Conditions = conditions, Guardrails = guardrails };
        return new TriedSubmission(Decider.Submit(World.Empty, command, context), context);
    }

    /// <summary>Says whether the decider would weigh somebody's vote on a stage, if it were the open one.</summary>
    public bool MayDecide(Party voter, ApprovalStage stage)
    {
        var request = Decision.Events.OfType<RequestSubmitted>().Single().Request;
        var alone = new JitPolicy(new PolicyDraft
        {
            Name = request.Policy.Name,
            Scopes = request.Scopes,
            Eligible = Everyone.SignedIn,
            MaxDuration = request.Duration,
            Stages = [StageDraft.Of(stage)],
        });
        return Decider.WaitsFor(voter, request, new PolicyPair(alone, alone), Context);
    }
}
