using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A part of a list of grants.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitGrantPage
{
    /// <summary>Gets the grants.</summary>
    [JsonPropertyName("items")]
    public required IReadOnlyList<JitGrantDocument> Items { get; init; }

    /// <summary>Gets what to send as <c>after</c> for the next part; absent when this is the last.</summary>
    [JsonPropertyName("next"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Send it as after for the next part; absent when this is the last")]
    public string? Next { get; init; }
}
