using NodaTime;

namespace JitAccess;

/// <summary>An allowance as the builder or a file says it, before anything is checked.</summary>
internal sealed record AllowanceDraft
{
    public Duration? Total { get; init; }

    public Duration? Within { get; init; }
}
