namespace JitAccess;

/// <summary>Reads a <see cref="JitReviewBody"/>.</summary>
internal static class ReviewReader
{
    public static JitReview? Read(StrictObject body, ICollection<Finding> findings)
    {
        var outcome = body.OneOf("outcome", ReviewOutcome.Justified.Name(), ReviewOutcome.Misused.Name());
        var comment = body.Prose("comment", ProseText.MaxLength, min: 1);
        return outcome is null || comment is null
            ? null
            : new JitReview(outcome == ReviewOutcome.Justified.Name() ? ReviewOutcome.Justified : ReviewOutcome.Misused, comment);
    }
}
