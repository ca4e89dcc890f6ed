using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A refusal (RFC 9457): the first finding's parts stand at the top, all findings below.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitProblemDocument
{
    /// <summary>Gets the type: <c>urn:jitaccess:problem/</c> and the reason.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Gets the reason in words.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Gets the HTTP status.</summary>
    [JsonPropertyName("status")]
    public required int Status { get; init; }

    /// <summary>Gets the first finding's sentence.</summary>
    [JsonPropertyName("detail")]
    public required string Detail { get; init; }

    /// <summary>Gets the stable code that decides.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>Gets where the first finding's value stood; absent when it stood nowhere.</summary>
    [JsonPropertyName("member"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Member { get; init; }

    /// <summary>Gets the first finding's value; absent when there is none.</summary>
    [JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Gets the first finding's limit; absent when there is none.</summary>
    [JsonPropertyName("limit"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    /// <summary>Gets what would mend the first finding; absent when nothing that the caller can do would.</summary>
    [JsonPropertyName("fix"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fix { get; init; }

    /// <summary>Gets the permission that a missing grant is about; absent otherwise.</summary>
    [JsonPropertyName("permission"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Permission { get; init; }

    /// <summary>Gets the resource that a missing grant is about; absent for the root, and otherwise.</summary>
    [JsonPropertyName("resource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Resource { get; init; }

    /// <summary>Gets the policies under which the caller could ask for a missing grant; absent otherwise.</summary>
    [JsonPropertyName("policies"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>Gets the greatest age of the sign-in in seconds when a fresher one is demanded (RFC 9470); absent otherwise.</summary>
    [JsonPropertyName("maxAge"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxAge { get; init; }

    /// <summary>Gets the levels of which the sign-in needs one when a stronger one is demanded (RFC 9470); absent otherwise.</summary>
    [JsonPropertyName("acrValues"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AcrValues { get; init; }

    /// <summary>Gets the methods that the sign-in needs when a stronger one is demanded; absent otherwise.</summary>
    [JsonPropertyName("amrValues"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AmrValues { get; init; }

    /// <summary>Gets every finding, most important first.</summary>
    [JsonPropertyName("findings")]
    public required IReadOnlyList<JitFindingDocument> Findings { get; init; }
}
