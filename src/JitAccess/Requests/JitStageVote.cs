using NodaTime;

namespace JitAccess;

/// <summary>A vote as the parties see it.</summary>
/// <param name="Voter">Who voted.</param>
/// <param name="Decision">What was said.</param>
/// <param name="At">When.</param>
/// <param name="Comment">Why, or <see langword="null"/> when nothing was said or it was erased.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitStageVote(Subject Voter, VoteDecision Decision, Instant At, string? Comment)
{
    /// <summary>Gets for whom the voter stood in, or <see langword="null"/> where the right to vote was the voter's own.</summary>
    public Subject? OnBehalfOf { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{Decision.Name()} by {Voter}";
}
