using NodaTime;

namespace JitAccess;

/// <summary>An escalation as the builder or a file says it, before anything is checked.</summary>
internal sealed record EscalationDraft
{
    public Duration? After { get; init; }

    public Condition? To { get; init; }

    /// <summary>An escalation as it was said.</summary>
    public static EscalationDraft? Of(EscalationRule? rule) => rule is null ? null : new() { After = rule.After, To = rule.To };
}
