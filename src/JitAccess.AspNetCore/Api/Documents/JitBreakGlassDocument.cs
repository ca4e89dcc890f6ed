using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What breaking the glass takes and owes, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitBreakGlassDocument
{
    /// <summary>Gets who reviews it, in words.</summary>
    [JsonPropertyName("reviewers")]
    public required string Reviewers { get; init; }

    /// <summary>Gets how long ago the sign-in may be.</summary>
    [JsonPropertyName("signedInWithin"), Description("ISO 8601 duration of minutes and whole seconds, such as PT5M")]
    public required string SignedInWithin { get; init; }

    internal static JitBreakGlassDocument? From(BreakGlassRule? rule) => rule is null ? null : new JitBreakGlassDocument
    {
        Reviewers = rule.Reviewers.ToString(),
        SignedInWithin = DurationText.Format(rule.SignedInWithin),
    };
}
