using NodaTime;

namespace JitAccess;

// Grants that wait for their holder: to claim them, or to use them.
internal static partial class Decider
{
    /// <summary>
    /// Decides on claiming the grant of a request: it begins when everything holds that an approval would want now. What does not hold, or cannot be told,
    /// is refused and changes nothing: the grant waits on, until it can be claimed no longer.
    /// </summary>
    public static Decision Claim(ClaimCommand command, DecisionContext context)
    {
        var request = command.Request;
        if (!IsParty(command.Caller, request, command.Policies, command.MayAudit, context))
        {
            return NotFound();
        }

        if (command.Start is not { } start)
        {
            return Decision.Reject(NotClaimable($"The request is {request.StateAt(context.Now).Name()}, so there is no grant of it.", request.StateAt(context.Now).Name()));
        }

        if (RefuseUnclaimable(start.Grant, context.Now) is { } refused)
        {
            return Decision.Reject(refused);
        }

        return command.Caller.Subject.Equals(start.Grant.Subject)
            ? Begin(start, context)
            : Decision.Reject(new Finding(Reason.NotHolder, "Only the holder can claim a grant.") { Fix = "Ask for access of your own." });
    }

    /// <summary>Decides on the first use of a grant that begins with it; the use itself is admitted once the grant is live.</summary>
    public static Decision FirstUse(StartCommand command, Subject subject, Scope scope, DecisionContext context)
    {
        var grant = command.Grant;
        if (RefuseUnclaimable(grant, context.Now) is { } refused)
        {
            return Decision.Reject(refused);
        }

        if (grant.AtFirstUse != true)
        {
            return Decision.Reject(NotClaimed(grant));
        }

        return grant.Subject.Equals(subject) && grant.Scopes.Any(covered => covered.Covers(scope))
            ? Begin(command, context)
            : Decision.Reject(new Finding(Reason.OutOfScope, $"The grant does not cover {scope}.") { Value = scope.ToString(), Fix = "Ask for access to it." });
    }

    private static Decision Begin(StartCommand command, DecisionContext context)
    {
        var (grant, request) = (command.Grant, command.Request);
        if (command.Ledger.IsEnding(grant.Id, context.Now))
        {
            return Decision.Reject(new Finding(Reason.StoreContended, "Somebody is ending the grant at this moment.") { Value = grant.State.Name() });
        }

        var judged = context.Judge(command.Requester, request.Ticket);
        var bounds = new Bounds(command.Requester, request.Ticket, context);
        if (WhatCannotBeTold(command, judged, bounds, context) is { } unknown)
        {
            return Decision.Reject(unknown);
        }

        var findings = RefuseStart(command, judged, bounds, context);
        if (findings.Count > 0)
        {
            return Decision.Reject(Explanation.Of(findings));
        }

        // INVARIANT: the time runs from now, whatever was approved when; and what is claimed is written once, so no second claim begins it anew.
        var policy = command.Policies.Effective!;
        var begun = Started(command with { Grant = AsBegun(grant, request, policy, command.Requester, context) }, context);
        return RequestLimits.RefuseTime(command.Ledger.At(context.Now), policy, begun, context) is { } spent
            ? Decision.Reject(spent)
            : Decision.Accept(grant.End, Given(begun, policy, Record(judged, bounds, context)));
    }

    // What lies unclaimed spends no time, but is not given where it would spend too much.
    private static GrantRecord AsBegun(GrantRecord grant, RequestRecord request, JitPolicy policy, Party requester, DecisionContext context) =>
        grant.State == GrantState.Claimable
            ? grant with { Start = context.Now, End = EndOf(request, extended: null, policy, requester, context) }
            : grant;

    private static GrantState StateOf(RequestRecord request, JitPolicy policy) =>
        request.StartAt is not null ? GrantState.Scheduled
        : policy.Activation == JitActivation.Approval ? GrantState.Active
        : GrantState.Claimable;

    private static Deadline ClaimBy(JitPolicy policy, Party requester, DecisionContext context)
    {
        var by = Deadline.After(context.Now, Duration.Min(policy.ClaimFor ?? context.Limits.UnclaimedFor, DurationText.Longest));
        return FactsGoodUntil(policy, requester, context) is { } until ? Deadline.Earlier(by, until) : by;
    }

    private static Explanation? RefuseUnclaimable(GrantRecord grant, Instant now) =>
        RefuseEnded(grant, now) is { } ended ? ended
        : grant.State == GrantState.Scheduled ? Explanation.Of(NotDue(grant))
        : grant.State == GrantState.Claimable ? null
        : Explanation.Of(NotClaimable("The grant has begun already.", grant.State.Name()));

    private static Finding NotClaimable(string message, string state) =>
        new(Reason.NotClaimable, message) { Value = state, Limit = GrantState.Claimable.Name() };

    /// <summary>Says that a grant waits for its holder.</summary>
    private static Finding NotClaimed(GrantRecord grant) =>
        new(Reason.NotClaimed, $"The grant waits until {grant.End} for its holder to claim it, and admits nothing before.")
        {
            Value = grant.State.Name(),
            Limit = grant.End.ToString(),
            Fix = grant.AtFirstUse == true ? "Use it, or claim it." : "Claim it: activate its request.",
        };
}
