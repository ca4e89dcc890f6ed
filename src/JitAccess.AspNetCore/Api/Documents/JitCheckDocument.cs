using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>An explained check as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitCheckDocument
{
    /// <summary>Gets whether an operation would be admitted now.</summary>
    [JsonPropertyName("allowed")]
    public required bool Allowed { get; init; }

    /// <summary>Gets the grant that covers, or covered, the question; absent when there is none.</summary>
    [JsonPropertyName("grantId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GrantId { get; init; }

    /// <summary>Gets the end of that grant; absent when there is none.</summary>
    [JsonPropertyName("ends"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("RFC 3339 in UTC with milliseconds, such as 2026-03-02T09:00:00.000Z")]
    public string? Ends { get; init; }

    /// <summary>Gets the stable code of the denial; absent when allowed.</summary>
    [JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Gets what is missing; absent when allowed.</summary>
    [JsonPropertyName("findings"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JitFindingDocument>? Findings { get; init; }

    /// <summary>Gets the policies under which the caller could ask; absent when allowed.</summary>
    [JsonPropertyName("policies"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Policies { get; init; }

    internal static JitCheckDocument From(JitCheckExplanation check) => new()
    {
        Allowed = check.IsAllowed,
        GrantId = check.GrantId,
        Ends = check.Ends?.ToString(),
        Reason = check.Refusal?.Reason.Code,
        Findings = check.Refusal?.Findings.Select(JitFindingDocument.From).ToList(),
        Policies = check.IsAllowed ? null : check.Policies,
    };
}
