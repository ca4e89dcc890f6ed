using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>One thing that is wrong or missing, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitFindingDocument
{
    /// <summary>Gets the stable code.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>Gets a sentence for people.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <summary>Gets where the value stood; absent when it stood nowhere.</summary>
    [JsonPropertyName("member"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Member { get; init; }

    /// <summary>Gets the offending value, escaped and shortened; absent when there is none.</summary>
    [JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Gets the limit or expectation that the value met; absent when there is none.</summary>
    [JsonPropertyName("limit"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    /// <summary>Gets what would mend it; absent when nothing that the caller can do would.</summary>
    [JsonPropertyName("fix"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fix { get; init; }

    internal static JitFindingDocument From(Finding finding) => new()
    {
        Reason = finding.Reason.Code,
        Message = finding.Message,
        Member = finding.Member,
        Value = finding.Value,
        Limit = finding.Limit,
        Fix = finding.Fix,
    };
}
