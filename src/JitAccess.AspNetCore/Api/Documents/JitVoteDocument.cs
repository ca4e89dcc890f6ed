using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A vote as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitVoteDocument
{
    /// <summary>Gets who voted.</summary>
    [JsonPropertyName("voter")]
    public required JitSubjectDocument Voter { get; init; }

    /// <summary>Gets what was said: <c>approve</c> or <c>deny</c>.</summary>
    [JsonPropertyName("decision"), Description("approve or deny")]
    public required string Decision { get; init; }

    /// <summary>Gets when it was said.</summary>
    [JsonPropertyName("at"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string At { get; init; }

    /// <summary>Gets why; absent when nothing was said or it was erased.</summary>
    [JsonPropertyName("comment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Comment { get; init; }

    /// <summary>Gets for whom the voter stood in; absent where the right to vote was the voter's own.</summary>
    [JsonPropertyName("onBehalfOf"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Absent where the right to vote was the voter's own")]
    public JitSubjectDocument? OnBehalfOf { get; init; }

    internal static JitVoteDocument From(JitStageVote vote) => new()
    {
        Voter = JitSubjectDocument.From(vote.Voter),
        Decision = vote.Decision.Name(),
        At = InstantText.Format(vote.At),
        Comment = vote.Comment,
        OnBehalfOf = vote.OnBehalfOf is { } away ? JitSubjectDocument.From(away) : null,
    };

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{Decision} at {At}";
}
