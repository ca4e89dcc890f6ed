namespace JitAccess;

// Whether a vote of someone is weighed at all: by the right to vote, whatever the vote says.
internal static partial class Decider
{
    private static Explanation? RefuseVoter(Party voter, RequestRecord request, PolicyPair policies, DecisionContext context, out Ballot ballot)
    {
        ballot = default;
        if (voter.Refusal is { } mustNot)
        {
            return Explanation.Of(mustNot);
        }

        if (context.People.Overlap(voter.Subject, voter.ActsFor, request.Subject, request.ActsFor))
        {
            return Explanation.Of(new Finding(Reason.SelfApproval, "Nobody decides on a request of their own, through whichever account.")
            {
                Fix = "Ask another approver.",
            });
        }

        if (policies.Effective is not { } policy)
        {
            return Explanation.Of(PolicyGone(request));
        }

        var progress = StageProgress.Of(request, policy, context.People);
        if (progress.HasVoted(voter.Subject, voter.ActsFor, context.People))
        {
            return Explanation.Of(new Finding(Reason.AlreadyVoted, "You have voted on this request already, and one human counts once.")
            {
                Fix = "Ask another approver, or revoke the grant if it should not be.",
            });
        }

        if (progress.Asked is not { } stage)
        {
            return Explanation.Of(NothingApproves(policy));
        }

        var judged = context.Judge(voter, request.Ticket);
        if (stage.Approvers.Evaluate(judged) is { IsSatisfied: false } outcome)
        {
            return NotApprover(stage, outcome);
        }

        if (!new Bounds(voter, request.Ticket, context).Satisfy(stage.Approvers))
        {
            return Explanation.Of(NotOfPrincipals(Reason.NotApprover, $"Somebody for whom you act may not decide the stage \"{stage.Name}\", so nor may you for them.", stage.Name));
        }

        ballot = new Ballot(policy, progress, stage, judged);

        // INVARIANT: where it cannot be told whether two accounts are one human, no vote counts (decision rule 3).
        return !context.People.IsIncomplete ? null : Explanation.Of(new Finding(
            Reason.FactSourceFailed, "The directory failed, so it cannot be told who is one human with the requester or another voter.")
        {
            Fix = "Try again when the directory answers.",
        });
    }

    private static Explanation NotApprover(ApprovalStage stage, ConditionOutcome outcome) => Explanation.Of(
    [
        new Finding(Reason.NotApprover, $"You may not decide the stage \"{stage.Name}\", which is open: it needs {stage.Approvers}.")
        {
            Value = stage.Name,
            Limit = stage.Approvers.ToString(),
        },
        .. outcome.Findings.Where(finding => finding.Reason != Reason.NotEligible),
    ]);

    private static Finding NotOfPrincipals(Reason reason, string message, string value) => new(reason, message)
    {
        Value = value,
        Limit = "everybody for whom you act",
        Fix = "Act in your own name, or let somebody else do it.",
    };

    // What a vote is weighed by: what both versions demand, how far the request has come, the stage that decides, and the voter as judged.
    private readonly record struct Ballot(JitPolicy Policy, StageProgress Progress, ApprovalStage Stage, ConditionContext Judged);
}
