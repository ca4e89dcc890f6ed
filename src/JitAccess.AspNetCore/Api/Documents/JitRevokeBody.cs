using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a client sends to revoke a grant.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitRevokeBody
{
    /// <summary>Gets why, 1 to 2000 characters.</summary>
    [JsonPropertyName("reason"), Description("1 to 2000 characters")]
    public required string Reason { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "revocation";
}
