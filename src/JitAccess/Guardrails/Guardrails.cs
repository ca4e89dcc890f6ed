using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The guardrails that stand over one decision: those that are published now, and those of the set that was pinned.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class Guardrails(ImmutableArray<JitGuardrail> all, string? unreadableSet = null)
{
    public static Guardrails None { get; } = new([]);

    /// <summary>Adds why what is asked for is denied at the moment of a context.</summary>
    public void Judge(ImmutableArray<Scope> scopes, ConditionContext judged, List<Finding> findings)
    {
        // INVARIANT: a node that cannot read a guardrail gives nothing.
        if (unreadableSet is not null)
        {
            findings.Add(new Finding(Reason.PolicyUnreadable, $"This node cannot read the guardrails of the policy set \"{unreadableSet}\", so it gives nothing.")
            {
                Value = unreadableSet,
                Fix = "Let an operator look at the log; a newer node may be able to.",
            });
        }

        foreach (var guardrail in all)
        {
            if (scopes.FirstOrDefault(guardrail.Covers) is not { } scope)
            {
                continue;
            }

            var outcome = guardrail.When.Evaluate(judged);
            if (outcome.Result != ConditionResult.NotSatisfied)
            {
                findings.Add(Denied(guardrail, scope, outcome));
                findings.AddRange(outcome.Findings);
            }
        }
    }

    // Three-valued as every condition: what is unknown is denied, and says what is missing.
    private static Finding Denied(JitGuardrail guardrail, Scope scope, ConditionOutcome outcome) => new(
        Reason.GuardrailDenies,
        outcome.IsSatisfied
            ? $"The guardrail \"{guardrail.Name}\" denies {scope} for {guardrail.When}."
            : $"The guardrail \"{guardrail.Name}\" denies {scope} for {guardrail.When}, and it cannot be told whether that is so.")
    {
        Value = scope.ToString(),
        Limit = guardrail.Name,
        Fix = "Ask for something else, or at another time; no policy overrules a guardrail.",
    };
}
