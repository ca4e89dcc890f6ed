using System.Collections.Immutable;

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

        if (policies.Effective is not { } policy)
        {
            return context.People.Overlap(voter.Subject, voter.ActsFor, request.Subject, request.ActsFor) ? SelfApproval() : Explanation.Of(PolicyGone(request));
        }

        var progress = StageProgress.Of(request, policy, context.People);
        Explanation? refused = null;
        foreach (var voice in voter.Voices)
        {
            if (RefuseVoice(voter, voice, request, (policy, progress), context, out var judged) is not { } refusal)
            {
                ballot = new Ballot(policy, progress, progress.Asked!, judged!, ReferenceEquals(voice, voter) ? null : voice);

                // INVARIANT: where it cannot be told whether two accounts are one human, no vote counts (decision rule 3).
                return context.People.IsIncomplete ? Explanation.Of(CannotTellHumans()) : null;
            }

            // Of their own right, unless somebody they stand in for has asked or voted.
            refused = refused is null || refused.Reason == Reason.NotApprover ? refusal : refused;
        }

        return refused;
    }

    // A vote for somebody is theirs and the voter's: neither may have asked or voted.
    private static Explanation? RefuseVoice(
        Party voter, Party voice, RequestRecord request, (JitPolicy Policy, StageProgress Progress) by, DecisionContext context, out ConditionContext? judged)
    {
        judged = null;
        var chain = ChainOf(voter, voice);
        if (context.People.Overlap(voter.Subject, chain, request.Subject, request.ActsFor))
        {
            return SelfApproval();
        }

        if (by.Progress.HasVoted(voter.Subject, chain, context.People))
        {
            return Explanation.Of(new Finding(Reason.AlreadyVoted, "You have voted on this request already, and one human counts once.")
            {
                Fix = "Ask another approver, or revoke the grant if it should not be.",
            });
        }

        if (by.Progress.Asked is not { } stage)
        {
            return Explanation.Of(NothingApproves(by.Policy));
        }

        judged = context.Judge(voice, request.Ticket);
        var deciders = DecidersOf(stage, request);
        if (deciders.Evaluate(judged) is { IsSatisfied: false } outcome)
        {
            return NotApprover(stage, deciders, outcome);
        }

        if (!voter.HasHuman)
        {
            return Explanation.Of(NoHuman(Reason.NotApprover, $"The stage \"{stage.Name}\" is decided by humans, and there is none in this vote.", stage.Name));
        }

        // Whoever acts for somebody is bound by them; and stands in for nobody but in their own name.
        var isOwn = ReferenceEquals(voice, voter);
        return (isOwn && new Bounds(voter, request.Ticket, context).Satisfy(deciders)) || (!isOwn && !Bounds.Among(voter.Subject, voter.ActsFor).Any())
            ? null
            : Explanation.Of(NotOfPrincipals(Reason.NotApprover, $"Somebody for whom you act may not decide the stage \"{stage.Name}\", so nor may you for them.", stage.Name));
    }

    // Everybody else who counts as one with the voter.
    private static ImmutableArray<Subject> ChainOf(Party voter, Party? voice) =>
        voice is null || ReferenceEquals(voice, voter) ? voter.ActsFor : [.. voter.ActsFor.Append(voice.Subject).Distinct()];

    private static Explanation SelfApproval() => Explanation.Of(new Finding(Reason.SelfApproval, "Nobody decides on a request of their own, through whichever account.")
    {
        Fix = "Ask another approver.",
    });

    private static Explanation NotApprover(ApprovalStage stage, Condition deciders, ConditionOutcome outcome) => Explanation.Of(
    [
        new Finding(Reason.NotApprover, $"You may not decide the stage \"{stage.Name}\", which is open: it needs {deciders}.")
        {
            Value = stage.Name,
            Limit = deciders.ToString(),
        },
        .. outcome.Findings.Where(finding => finding.Reason != Reason.NotEligible),
    ]);

    private static Finding NotOfPrincipals(Reason reason, string message, string value) => new(reason, message)
    {
        Value = value,
        Limit = "everybody for whom you act",
        Fix = "Act in your own name, or let somebody else do it.",
    };

    private static Finding NoHuman(Reason reason, string message, string value) => new(reason, message)
    {
        Value = value,
        Limit = "a human, or somebody who acts for one",
        Fix = "Let a human do it.",
    };

    // What a vote is weighed by: what both versions demand, how far the request has come, the stage that decides, whose right it is as judged, and who is away.
    private readonly record struct Ballot(JitPolicy Policy, StageProgress Progress, ApprovalStage Stage, ConditionContext Judged, Party? Away);
}
