using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>The review that a grant owes or had because the glass was broken, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitGrantReviewDocument
{
    /// <summary>Gets the state: <c>owed</c>, <c>justified</c> or <c>misused</c>.</summary>
    [JsonPropertyName("outcome"), Description("owed, justified or misused")]
    public required string Outcome { get; init; }

    /// <summary>Gets who reviewed it; absent while the review is owed.</summary>
    [JsonPropertyName("by"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JitSubjectDocument? By { get; init; }

    /// <summary>Gets when; absent while the review is owed.</summary>
    [JsonPropertyName("at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public string? At { get; init; }

    /// <summary>Gets why; absent while the review is owed, and when the text was erased.</summary>
    [JsonPropertyName("comment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Comment { get; init; }

    internal static JitGrantReviewDocument? From(JitGrantReview? review) => review is null ? null : new JitGrantReviewDocument
    {
        Outcome = review.Outcome is { } outcome ? outcome.Name() : "owed",
        By = review.By is { } by ? JitSubjectDocument.From(by, name: null) : null,
        At = review.At is { } at ? InstantText.Format(at) : null,
        Comment = review.Comment,
    };

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Outcome;
}
