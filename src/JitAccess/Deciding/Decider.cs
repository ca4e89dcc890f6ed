using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>
/// The decision rules: from records, a command, policies, facts and a moment to events or a rejection. Pure: no clock, no I/O, no randomness.
/// </summary>
internal static partial class Decider
{
    /// <summary>Says whether someone is a party to a request: its subject, a voter, anyone who decides on it, or who sees all by right.</summary>
    public static bool IsParty(Party caller, RequestRecord request, PolicyPair policies, bool seesAll, DecisionContext context) =>
        seesAll
        || caller.Subject.Equals(request.Subject)
        || request.Votes.Any(vote => vote.Voter.Equals(caller.Subject))
        || Decides(caller, request.Ticket, policies, context);

    /// <summary>The same for a grant. Who could have decided only by what the request says, its ticket or a relation to its subject, is none unless they did.</summary>
    public static bool IsParty(Party caller, GrantRecord grant, PolicyPair policies, bool seesAll, DecisionContext context) =>
        seesAll
        || caller.Subject.Equals(grant.Subject)
        || grant.ApprovedBy.Contains(caller.Subject)
        || Decides(caller, ticket: null, policies, context);

    /// <summary>Says whether somebody, and everybody for whom they act, is eligible for a policy.</summary>
    public static bool MayAsk(Party party, JitPolicy policy, string? ticket, DecisionContext context) =>
        policy.JudgeEligibility(context.Judge(party, ticket)).IsSatisfied && new Bounds(party, ticket, context).Satisfy(policy.Eligible);

    /// <summary>Ends what time has ended already: housekeeping writes it down with the deadline as its time.</summary>
    public static Decision Lapse(RequestRecord request, Instant now) =>
        request.StateAt(now) == RequestState.Lapsed && request.State == RequestState.Pending
            ? Decision.Accept(null, new RequestLapsed(request.Subject.Tenant, request.Id, request.Lapses.At))
            : Decision.Reject(Explanation.Of(Reason.RequestSettled, "The request has not reached its deadline, or is settled already."));

    /// <inheritdoc cref="Lapse"/>
    public static Decision Expire(GrantRecord grant, Instant now) =>
        grant.StateAt(now) == GrantState.Expired && !grant.IsTerminal
            ? Decision.Accept(null, new GrantExpired(grant.Subject.Tenant, grant.Id, grant.Subject, grant.End.At))
            : Decision.Reject(Explanation.Of(Reason.GrantEnded, "The grant has not reached its end, or has ended already."));

    private static bool Decides(Party caller, string? ticket, PolicyPair policies, DecisionContext context) =>
        caller.Voices.Any(voice => policies.Deciders.Any(decider => decider.Evaluate(context.Judge(voice, ticket)).IsSatisfied));

    private static Decision NotFound() => Decision.Reject(NotFoundFinding());

    /// <summary>The one answer for what is unknown, foreign, or not the caller's to see: they cannot be told apart.</summary>
    internal static Finding NotFoundFinding() => new(Reason.NotFound, "There is nothing of this id that you are a party to.")
    {
        Fix = "Check the id. Ids belong to one tenant and are seen by their parties only.",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // What was looked at about the requester, and about those for whom the requester acts.
    private static ImmutableArray<RecordedFact> Record(ConditionContext judged, Bounds bounds, DecisionContext context) =>
    [
        .. Record(judged, judged.Subject, context),
        .. bounds.LookedAt.Select(item => RecordedFact.Of(item.Fact, item.About, context.Texts) with { About = item.About }),
    ];

    // What was looked at about somebody; an address is that of whoever is there for them, and is erased with their texts.
    private static ImmutableArray<RecordedFact> Record(ConditionContext judged, Subject there, DecisionContext context) =>
        [.. judged.LookedAt.Select(fact => RecordedFact.Of(fact, FactOrigins.IsOfWhoIsThere(fact.Name) ? there : judged.Subject, context.Texts))];
}
