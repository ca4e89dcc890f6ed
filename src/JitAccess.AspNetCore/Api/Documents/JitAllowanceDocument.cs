using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>How much time one subject may have in all within any window of a length, as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitAllowanceDocument
{
    /// <summary>Gets how much time in all.</summary>
    [JsonPropertyName("total"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT8H")]
    public required string Total { get; init; }

    /// <summary>Gets the length of the window.</summary>
    [JsonPropertyName("within"), Description("ISO 8601 duration of hours, minutes and whole seconds, such as PT168H")]
    public required string Within { get; init; }

    internal static JitAllowanceDocument? From(AllowanceRule? rule) => rule is null ? null : new JitAllowanceDocument
    {
        Total = DurationText.Format(rule.Total),
        Within = DurationText.Format(rule.Within),
    };
}
