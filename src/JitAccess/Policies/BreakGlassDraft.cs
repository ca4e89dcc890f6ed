using NodaTime;

namespace JitAccess;

/// <summary>How a policy breaks the glass as the builder or a file says it, before anything is checked.</summary>
internal sealed record BreakGlassDraft
{
    public Condition? Reviewers { get; init; }

    public Duration? SignedInWithin { get; init; }
}
