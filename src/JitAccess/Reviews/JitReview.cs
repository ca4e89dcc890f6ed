namespace JitAccess;

/// <summary>A review of a grant under which the glass was broken.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Comment">Why, 1 to 2000 characters; personal text.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitReview(ReviewOutcome Outcome, string Comment)
{
    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Outcome.Name();
}
