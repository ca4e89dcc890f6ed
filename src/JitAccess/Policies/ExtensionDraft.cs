using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>How grants may be extended as the builder or a file says it, before anything is checked.</summary>
internal sealed record ExtensionDraft
{
    public Duration? UpTo { get; init; }

    public ImmutableArray<StageDraft> Stages { get; init; } = [];

    public bool AutoApproved { get; init; }
}
