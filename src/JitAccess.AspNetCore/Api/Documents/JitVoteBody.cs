using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to approve or deny.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitVoteBody
{
    /// <summary>Gets the decision: <c>approve</c> or <c>deny</c>.</summary>
    [JsonPropertyName("decision"), Description("approve or deny")]
    public required string Decision { get; init; }

    /// <summary>Gets why, at most 2000 characters.</summary>
    [JsonPropertyName("comment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("At most 2000 characters")]
    public string? Comment { get; init; }

    /// <summary>Gets what an approval narrows the request to; absent for as asked.</summary>
    [JsonPropertyName("narrowTo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("With approve only")]
    public JitNarrowingBody? NarrowTo { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"vote {SafeText.Show(Decision)}";
}
