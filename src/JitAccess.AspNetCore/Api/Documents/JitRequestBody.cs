using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to ask for access. What it does not name it takes whole.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitRequestBody
{
    /// <summary>Gets the policy to ask under.</summary>
    [JsonPropertyName("policy")]
    public required string Policy { get; init; }

    /// <summary>Gets how long, within the policy's limits.</summary>
    [JsonPropertyName("duration"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string Duration { get; init; }

    /// <summary>Gets the permissions, 1 to 200; absent for all of the policy's.</summary>
    [JsonPropertyName("permissions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("1 to 200; absent for all of the policy's")]
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Gets the resource; absent for everything that the policy covers.</summary>
    [JsonPropertyName("resource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Absent for everything that the policy covers")]
    public string? Resource { get; init; }

    /// <summary>Gets when access is to begin; absent to begin with the approval.</summary>
    [JsonPropertyName("startAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("RFC 3339 in UTC, such as 2026-03-02T09:00:00.000Z; absent to begin with the approval")]
    public string? StartAt { get; init; }

    /// <summary>Gets why, at most 2000 characters.</summary>
    [JsonPropertyName("justification"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("At most 2000 characters")]
    public string? Justification { get; init; }

    /// <summary>Gets the ticket, at most 200 characters.</summary>
    [JsonPropertyName("ticket"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("At most 200 characters")]
    public string? Ticket { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"ask under {SafeText.Show(Policy)}";
}
