using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>How grants under a policy may be extended, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitExtensionDocument
{
    /// <summary>Gets how long a grant and its extensions may last in all.</summary>
    [JsonPropertyName("upTo"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT1H30M")]
    public required string UpTo { get; init; }

    /// <summary>Gets whether an extension that meets the policy is approved at once.</summary>
    [JsonPropertyName("autoApproved")]
    public required bool AutoApproved { get; init; }

    /// <summary>Gets the stages in their order; empty for an automatic approval.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<JitPolicyStageDocument> Stages { get; init; }

    internal static JitExtensionDocument? From(ExtensionRule? rule) => rule is null ? null : new JitExtensionDocument
    {
        UpTo = DurationText.Format(rule.UpTo),
        AutoApproved = rule.AutoApproved,
        Stages = JitPolicyStageDocument.From(rule.Stages),
    };
}
