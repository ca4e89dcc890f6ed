using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>How much time one subject may have in all under a policy within any window of a length.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class AllowanceRule
{
    /// <summary>The longest window: 31 days.</summary>
    public static readonly Duration LongestWindow = Duration.FromDays(31);

    internal AllowanceRule(AllowanceDraft draft)
    {
        Total = draft.Total!.Value;
        Within = draft.Within!.Value;
    }

    /// <summary>Gets how much time in all, in whole seconds: not less than one grant may last, and less than the window.</summary>
    public Duration Total { get; }

    /// <summary>Gets the length of the window, in whole seconds, at most 31 days.</summary>
    public Duration Within { get; }

    /// <summary>Writes the rule in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("total", DurationText.Format(Total));
        writer.WriteString("within", DurationText.Format(Within));
        writer.WriteEndObject();
    }
}
