using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Who could approve a stage, as far as the directory tells.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Who">Everybody who may satisfy what it needs; <see langword="null"/> when it cannot be told.</param>
internal sealed record StageAudience(ApprovalStage Stage, ImmutableArray<DirectoryEntry>? Who)
{
    /// <summary>Those of them who are asked at first; the others may decide once the stage has waited.</summary>
    public ImmutableArray<DirectoryEntry>? Asked { get; init; } = Who;
}
