using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A stage that a request under a policy goes through.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitPolicyStageDocument
{
    /// <summary>Gets the stage.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Gets how many distinct humans must approve.</summary>
    [JsonPropertyName("needs")]
    public required int Needs { get; init; }

    /// <summary>Gets who may decide, in words.</summary>
    [JsonPropertyName("approvers")]
    public required string Approvers { get; init; }

    internal static IReadOnlyList<JitPolicyStageDocument> From(IEnumerable<ApprovalStage> stages) =>
        [.. stages.Select(stage => new JitPolicyStageDocument { Name = stage.Name, Needs = stage.Needs, Approvers = stage.Approvers.ToString() })];
}
