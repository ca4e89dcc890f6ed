using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>One human's word on one stage.</summary>
internal sealed record Vote
{
    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>
    /// The hash of what the stage demanded when the vote was cast. A vote counts only while the stage still demands the same: a policy
    /// that became stricter in between wants to be asked again.
    /// </summary>
    public required string StageHash { get; init; }

    /// <summary>Who voted.</summary>
    public required Subject Voter { get; init; }

    /// <summary>For whom the voter acted, whom the voter stood in for among them: they all count as one.</summary>
    public required ImmutableArray<Subject> ActsFor { get; init; }

    /// <summary>Whose right to vote it was, where the voter stood in for somebody; absent where it was the voter's own.</summary>
    public Subject? OnBehalfOf { get; init; }

    /// <summary>What was said.</summary>
    public required VoteDecision Decision { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>The reference of the comment's text.</summary>
    public string? Comment { get; init; }

    /// <summary>What the approval narrowed the duration to.</summary>
    public Duration? NarrowedDuration { get; init; }

    /// <summary>What the approval narrowed the scopes to.</summary>
    public ImmutableArray<Scope>? NarrowedScopes { get; init; }

    /// <summary>What the stage's condition looked at.</summary>
    public required ImmutableArray<RecordedFact> LookedAt { get; init; }

    /// <summary>The id of the one-shot link that it was cast with, which is used up by it.</summary>
    public string? Link { get; init; }
}
