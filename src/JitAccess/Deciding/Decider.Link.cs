namespace JitAccess;

// What a one-shot link adds to a vote: no right, only reasons to refuse it (decision rule 5).
internal static partial class Decider
{
    private static Explanation? RefuseLink(VoteCommand command, DecisionContext context)
    {
        if (command.Link is not { } presented)
        {
            return null;
        }

        if (presented.Says is not { } link || link.Until.HasPassed(context.Now))
        {
            return Explanation.Of(new Finding(Reason.LinkInvalid, "This is no link of yours for this request, or its time is over.")
            {
                Fix = "Use the link that was sent to you, whole, or read the request and vote on it without a link.",
            });
        }

        var request = command.Request;
        if (request.Votes.Any(vote => string.Equals(vote.Link, link.Id, StringComparison.Ordinal)))
        {
            return Explanation.Of(new Finding(Reason.LinkUsed, "The link is used up: a vote was cast with it, and it is good for one.")
            {
                Fix = "Read the request; if it waits for a vote of yours, vote on it without the link.",
            });
        }

        // INVARIANT: where it cannot be told which stage is asked, the voter is refused for that very reason.
        return !context.People.IsIncomplete
            && command.Policies.Effective is { } policy
            && StageProgress.Of(request, policy, context.People).Asked is { } stage
            && !link.Shows(request, stage)
                ? Explanation.Of(new Finding(Reason.LinkStale, "The request asks for something else by now, or waits at another stage, than when the link was sent.")
                {
                    Limit = stage.Name,
                    Fix = "Read the request again and decide on what it says now.",
                })
                : null;
    }
}
