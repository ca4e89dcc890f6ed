namespace JitAccess;

// Whether those who hold a live grant are still eligible for it.
internal static partial class Decider
{
    /// <summary>Decides on a live grant by what is known of its holder now; rejected where nothing is to be done.</summary>
    public static Decision Recheck(RecheckCommand command, DecisionContext context)
    {
        var lost = WhatWasLost(command, context);
        return lost.Count > 0
            ? Decision.Accept(
                command.Grant.End, End(command.Grant, GrantState.Revoked, context.Texts.Seal(WhyLost(lost), command.Grant.Subject), context.Now))
            : Decision.Reject(new Finding(Reason.GrantEnded, "The grant has ended, or its holder is eligible as before.") { Value = command.Grant.State.Name() });
    }

    /// <summary>Says what the holder of a live grant lacks by now; nothing when it is as it was, or cannot be told.</summary>
    public static List<Finding> WhatWasLost(RecheckCommand command, DecisionContext context)
    {
        var (grant, requester) = (command.Grant, command.Requester);

        // INVARIANT: a directory or source that fails ends nothing, and a policy that this node cannot read neither: the end of the grant stands. What has
        // not begun gives nothing, and is judged when it begins.
        if (grant.StateAt(context.Now) is GrantState.Scheduled or GrantState.Claimable
            || !grant.CarriesOnAt(context.Now)
            || requester.Facts.FailedSources.Contains(FactOrigins.Directory, StringComparer.Ordinal)
            || (command.Policies.Effective ?? command.Policies.Pinned) is not { } policy)
        {
            return [];
        }

        var judged = context.Judge(requester, command.Request.Ticket);
        var lost = new List<Finding>();
        if (requester.Refusal is { } refused)
        {
            lost.Add(refused);
        }

        if (!policy.JudgeEligibility(judged).MayChange)
        {
            CheckEligibility(policy, judged, lost);
        }

        CheckFreshness(policy, requester, context.Now, context, lost);

        GuardrailsOf(context).JudgeWhatCanBeTold(grant.Scopes, judged, lost);
        new Bounds(requester, command.Request.Ticket, context).CheckLost(policy, grant.Scopes, GuardrailsOf(context), lost);
        return lost;
    }

    // The text is read by the holder and by auditors, so it names codes and no values.
    private static string WhyLost(List<Finding> findings) => $"The holder may not have it any more: {CodesOf(findings)}.";

    private static string CodesOf(List<Finding> findings) => string.Join(", ", findings.Select(static finding => finding.Reason.Code).Distinct(StringComparer.Ordinal));
}
