using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

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
