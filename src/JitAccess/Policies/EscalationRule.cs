using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>Who else may decide a stage that has waited too long.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class EscalationRule
{
    internal EscalationRule(Duration after, Condition to)
    {
        After = after;
        To = to;
    }

    /// <summary>Gets how long the stage waits for its quorum before, in whole seconds, at most 366 days.</summary>
    public Duration After { get; }

    /// <summary>Gets who may decide besides the stage's approvers from then on.</summary>
    public Condition To { get; }

    /// <inheritdoc/>
    public override string ToString() => $"after {DurationText.Format(After)} also {To}";

    /// <summary>Writes the rule in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("after", DurationText.Format(After));
        writer.WritePropertyName("to");
        To.Write(writer);
        writer.WriteEndObject();
    }
}
