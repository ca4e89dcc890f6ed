using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A stage of what is not asked for yet, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitPreviewStageDocument
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

    /// <summary>Gets who would be asked, at most 500; absent when it cannot be told.</summary>
    [JsonPropertyName("asked"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JitSubjectDocument>? Asked { get; init; }

    internal static JitPreviewStageDocument From(JitPreviewStage stage) => new()
    {
        Name = stage.Name,
        Needs = stage.Needs,
        Approvers = stage.Approvers,
        Asked = stage.Asked is { } asked ? [.. asked.Select(approver => JitSubjectDocument.From(approver.Subject, approver.Name))] : null,
    };
}
