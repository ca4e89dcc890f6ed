using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>How grants under a policy may be extended: to how long in all, and who approves it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class ExtensionRule
{
    internal ExtensionRule(ExtensionDraft draft)
    {
        UpTo = draft.UpTo!.Value;
        Stages = [.. draft.Stages.Select(stage => new ApprovalStage(stage))];
        AutoApproved = draft.AutoApproved;
    }

    /// <summary>Gets how long a grant and its extensions may last in all, in whole seconds, more than the policy's longest duration and at most 366 days.</summary>
    public Duration UpTo { get; }

    /// <summary>Gets the stages in their order; empty for an automatic approval.</summary>
    public ImmutableArray<ApprovalStage> Stages { get; }

    /// <summary>
    /// Gets a value indicating whether an extension that meets the policy is approved at once.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool AutoApproved { get; }

    /// <summary>Writes the rule in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("upTo", DurationText.Format(UpTo));
        PolicyWriter.WriteApproval(writer, Stages, AutoApproved);
        writer.WriteEndObject();
    }
}
