using NodaTime;

namespace JitAccess;

/// <summary>The review that a grant owes because the glass was broken, or had.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitGrantReview
{
    /// <summary>Gets a value indicating whether nobody has reviewed it yet.</summary>
    public bool IsOwed => Outcome is null;

    /// <summary>Gets what was found, or <see langword="null"/> while the review is owed.</summary>
    public ReviewOutcome? Outcome { get; init; }

    /// <summary>Gets who reviewed it, or <see langword="null"/> while the review is owed.</summary>
    public Subject? By { get; init; }

    /// <summary>Gets when it was reviewed, or <see langword="null"/> while the review is owed.</summary>
    public Instant? At { get; init; }

    /// <summary>Gets why, or <see langword="null"/> while the review is owed, or when the text was erased.</summary>
    public string? Comment { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Outcome is { } outcome ? outcome.Name() : "owed";
}
