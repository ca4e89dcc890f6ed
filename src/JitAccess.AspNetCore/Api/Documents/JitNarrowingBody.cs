using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What an approver narrows a request to; at least one member. What is not named stays.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitNarrowingBody
{
    /// <summary>Gets a shorter duration.</summary>
    [JsonPropertyName("duration"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public string? Duration { get; init; }

    /// <summary>Gets fewer permissions, 1 to 200.</summary>
    [JsonPropertyName("permissions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("1 to 200")]
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Gets a narrower resource.</summary>
    [JsonPropertyName("resource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Resource { get; init; }
}
