using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>What would happen if something were asked for: nothing stands in its way, and nothing has been stored.</summary>
/// <remarks>It is as of one moment and reserves nothing: asking later can be refused all the same. Immutable and safe for concurrent use.</remarks>
public sealed record JitPreview
{
    /// <summary>Gets the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets the version of the policy set that the request would be pinned to.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Gets what would be asked for.</summary>
    public required ImmutableArray<Scope> Scopes { get; init; }

    /// <summary>Gets how long it would be asked for.</summary>
    public required Duration Duration { get; init; }

    /// <summary>Gets when access would begin; <see langword="null"/> with its approval.</summary>
    public Instant? StartAt { get; init; }

    /// <summary>Gets a value indicating whether it would be approved at once, by the policy alone.</summary>
    public required bool IsApprovedAtOnce { get; init; }

    /// <summary>Gets when the request would lapse, if it is not approved by then.</summary>
    public required Deadline LapsesAt { get; init; }

    /// <summary>Gets the stages in their order, with who would be asked; empty for an automatic approval.</summary>
    public required ImmutableArray<JitPreviewStage> Stages { get; init; }
}
