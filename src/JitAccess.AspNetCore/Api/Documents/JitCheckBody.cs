using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to have a check explained.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitCheckBody
{
    /// <summary>Gets the permission, such as <c>orders:refund</c>.</summary>
    [JsonPropertyName("permission")]
    public required string Permission { get; init; }

    /// <summary>Gets the resource, such as <c>orders/4711</c>, without wildcard; absent for the root.</summary>
    [JsonPropertyName("resource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Without wildcard; absent for the root")]
    public string? Resource { get; init; }
}
