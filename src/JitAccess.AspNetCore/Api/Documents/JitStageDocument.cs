using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A stage of a request as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitStageDocument
{
    /// <summary>Gets the stage.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Gets how many distinct humans must approve.</summary>
    [JsonPropertyName("needs")]
    public required int Needs { get; init; }

    /// <summary>Gets how many approvals count.</summary>
    [JsonPropertyName("approvals")]
    public required int Approvals { get; init; }

    /// <summary>Gets whether this is the stage that waits for votes.</summary>
    [JsonPropertyName("open")]
    public required bool Open { get; init; }

    /// <summary>Gets who may decide, in words.</summary>
    [JsonPropertyName("approvers")]
    public required string Approvers { get; init; }

    /// <summary>Gets the votes that were cast.</summary>
    [JsonPropertyName("votes")]
    public required IReadOnlyList<JitVoteDocument> Votes { get; init; }

    internal static JitStageDocument From(JitStage stage) => new()
    {
        Name = stage.Name,
        Needs = stage.Needs,
        Approvals = stage.Approvals,
        Open = stage.IsOpen,
        Approvers = stage.Approvers,
        Votes = [.. stage.Votes.Select(JitVoteDocument.From)],
    };
}
