using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a policy demands of the ticket.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitTicketDocument
{
    /// <summary>Gets the pattern that the whole ticket must match.</summary>
    [JsonPropertyName("pattern")]
    public required string Pattern { get; init; }
}
