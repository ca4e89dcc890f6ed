using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a policy demands of the justification.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
[JsonNumberHandling(JsonNumberHandling.Strict)]
public sealed record JitJustificationDocument
{
    /// <summary>Gets the least characters; at 0 it may be left out.</summary>
    [JsonPropertyName("minLength")]
    public required int MinLength { get; init; }
}
