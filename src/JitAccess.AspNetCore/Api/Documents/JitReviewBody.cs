using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to review a grant under which the glass was broken.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitReviewBody
{
    /// <summary>Gets what was found: <c>justified</c> or <c>misused</c>.</summary>
    [JsonPropertyName("outcome"), Description("justified or misused")]
    public required string Outcome { get; init; }

    /// <summary>Gets why, 1 to 2000 characters; personal text.</summary>
    [JsonPropertyName("comment"), Description("1 to 2000 characters")]
    public required string Comment { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "review";
}
