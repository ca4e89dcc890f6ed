using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What would happen if a request were made, as the HTTP API answers a dry run.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitPreviewDocument
{
    /// <summary>Gets the policy.</summary>
    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    /// <summary>Gets the version of the policy set that the request would be pinned to.</summary>
    [JsonPropertyName("policyVersion")]
    public required int PolicyVersion { get; init; }

    /// <summary>Gets what would be asked for.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<JitScopeDocument> Scopes { get; init; }

    /// <summary>Gets how long it would be asked for.</summary>
    [JsonPropertyName("duration"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string Duration { get; init; }

    /// <summary>Gets when access would begin; absent when it would begin with the approval.</summary>
    [JsonPropertyName("startAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public string? StartAt { get; init; }

    /// <summary>Gets whether it would be approved at once, by the policy alone.</summary>
    [JsonPropertyName("approvedAtOnce")]
    public required bool ApprovedAtOnce { get; init; }

    /// <summary>Gets when the request would lapse.</summary>
    [JsonPropertyName("lapsesAt"), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public required string LapsesAt { get; init; }

    /// <summary>Gets the stages in their order; empty for an automatic approval.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<JitPreviewStageDocument> Stages { get; init; }

    internal static JitPreviewDocument From(JitPreview preview) => new()
    {
        Policy = preview.Policy,
        PolicyVersion = preview.PolicyVersion,
        Scopes = [.. preview.Scopes.Select(JitScopeDocument.From)],
        Duration = DurationText.Format(preview.Duration),
        StartAt = preview.StartAt is { } start ? InstantText.Format(start) : null,
        ApprovedAtOnce = preview.IsApprovedAtOnce,
        LapsesAt = InstantText.Format(preview.LapsesAt.At),
        Stages = [.. preview.Stages.Select(JitPreviewStageDocument.From)],
    };
}
