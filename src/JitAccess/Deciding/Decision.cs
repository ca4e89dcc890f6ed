using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>What the decider says: events, or a rejection with its explanation. Never both, never neither.</summary>
internal sealed class Decision
{
    private Decision(ImmutableArray<JitEvent> events, Deadline? validUntil, Explanation? rejection)
    {
        Events = events;
        ValidUntil = validUntil;
        Rejection = rejection;
    }

    /// <summary>What happens; empty when rejected.</summary>
    public ImmutableArray<JitEvent> Events { get; }

    /// <summary>Whether a grant goes live by it.</summary>
    public bool MakesAccess => Events.Any(happened => happened.Effects.Any(effect => effect is GrantLive));

    /// <summary>Whether it makes access, or is a step on the way there; whatever only ends or refuses access is neither.</summary>
    public bool LeadsToAccess => MakesAccess || Events.Any(happened => happened is RequestSubmitted or GrantScheduled or GrantClaimable or VoteCast { Vote.Decision: VoteDecision.Approve });

    /// <summary>The first deadline on which the decision rests: committed later, it would be another decision.</summary>
    public Deadline? ValidUntil { get; }

    /// <summary>Why not.</summary>
    public Explanation? Rejection { get; }

    [MemberNotNullWhen(true, nameof(Rejection))]
    public bool IsRejected => Rejection is not null;

    // INVARIANT: an accepted decision changes something (P06).
    public static Decision Accept(Deadline? validUntil, params ReadOnlySpan<JitEvent> events) =>
        events.IsEmpty ? throw new InvalidOperationException("An accepted decision needs an event.") : new([.. events], validUntil, null);

    public static Decision Reject(Explanation explanation) => new([], null, explanation);

    public static Decision Reject(Finding finding) => Reject(Explanation.Of(finding));
}
