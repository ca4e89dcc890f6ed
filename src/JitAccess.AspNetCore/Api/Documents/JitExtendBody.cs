using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to ask for more time while a grant lives.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitExtendBody
{
    /// <summary>Gets how much longer than the grant's end.</summary>
    [JsonPropertyName("duration"), Description("How much longer: ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string Duration { get; init; }

    /// <summary>Gets why, at most 2000 characters.</summary>
    [JsonPropertyName("justification"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("At most 2000 characters")]
    public string? Justification { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "extension";
}
