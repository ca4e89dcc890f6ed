using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>One step of an approval: who may decide, and how many distinct humans it takes.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class ApprovalStage
{
    /// <summary>The most humans that a stage can ask for.</summary>
    public const int MaxNeeds = 100;

    private string? _hash;

    internal ApprovalStage(string name, Condition approvers, int needs, int deniedBy)
        : this(new StageDraft { Name = name, Approvers = approvers, Needs = needs, DeniedBy = deniedBy })
    {
    }

    internal ApprovalStage(StageDraft draft)
    {
        Name = draft.Name!;
        Approvers = draft.Approvers!;
        Needs = draft.Needs;
        DeniedBy = draft.DeniedBy;
        RemindAfter = draft.RemindAfter;
        Escalation = draft.Escalation is { } escalation ? new EscalationRule(escalation.After!.Value, escalation.To!) : null;
    }

    /// <summary>Gets the name, unique within the policy: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>Gets who may approve or deny. Nobody ever decides on a request of their own, whatever this says.</summary>
    public Condition Approvers { get; }

    /// <summary>Gets how many distinct humans must approve, 1 to <see cref="MaxNeeds"/>. <value>The default is 1.</value></summary>
    public int Needs { get; }

    /// <summary>Gets how many denials deny the request, 1 to <see cref="MaxNeeds"/>. <value>The default is 1.</value></summary>
    public int DeniedBy { get; }

    /// <summary>
    /// Gets how long the stage waits for its quorum before those who may decide are reminded, once, in whole seconds, at most 366 days.
    /// <value>The default is <see langword="null"/>: nobody is reminded.</value>
    /// </summary>
    public Duration? RemindAfter { get; }

    /// <summary>Gets who else may decide once the stage has waited too long. <value>The default is <see langword="null"/>: nobody.</value></summary>
    public EscalationRule? Escalation { get; }

    /// <summary>Gets everybody who may decide at one time or another.</summary>
    internal Condition Deciders => Escalation is { } escalation ? Condition.Any(Approvers, escalation.To) : Approvers;

    /// <summary>Gets the SHA-256 of the stage's canonical form in lower-case hexadecimal.</summary>
    internal string Hash => _hash ??= CanonicalJson.Hash(CanonicalJson.Bytes(Write));

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Needs} of {Approvers}";

    /// <summary>Writes the stage in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WritePropertyName("approvers");
        Approvers.Write(writer);
        if (Needs != 1)
        {
            writer.WriteNumber("needs", Needs);
        }

        if (DeniedBy != 1)
        {
            writer.WriteNumber("deniedBy", DeniedBy);
        }

        if (RemindAfter is { } after)
        {
            writer.WriteString("remindAfter", DurationText.Format(after));
        }

        if (Escalation is { } escalation)
        {
            writer.WritePropertyName("escalation");
            escalation.Write(writer);
        }

        writer.WriteEndObject();
    }
}
