using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The guardrails that stand over one decision: those that are published now, and those under which something was asked.</summary>
/// <param name="all">The guardrails.</param>
/// <param name="sets">The hashes of the published sets that have any.</param>
/// <param name="unreadableSet">A set whose guardrails this node cannot read.</param>
/// <remarks>Immutable.</remarks>
internal sealed class Guardrails(ImmutableArray<JitGuardrail> all, ImmutableArray<string> sets, string? unreadableSet = null)
{
    public static Guardrails None { get; } = new([], []);

    /// <summary>The hashes of the sets that are published now and have guardrails: what is asked under them stays under them.</summary>
    public ImmutableArray<string> Sets => sets;

    /// <summary>Adds why what is asked for is denied at the moment of a context: what is unknown is denied too, and says what is missing.</summary>
    public void Judge(ImmutableArray<Scope> scopes, ConditionContext judged, List<Finding> findings)
    {
        // INVARIANT: a node that cannot read a guardrail gives nothing.
        if (Unreadable() is { } unreadable)
        {
            findings.Add(unreadable);
        }

        foreach (var (guardrail, scope, outcome) in Covering(scopes, judged).Where(item => item.Outcome.Result != ConditionResult.NotSatisfied))
        {
            findings.Add(Denied(guardrail, scope, outcome));
            findings.AddRange(outcome.Findings);
        }
    }

    /// <summary>Adds why what is had already is denied: what may be told otherwise a moment later is not.</summary>
    public void JudgeWhatCanBeTold(ImmutableArray<Scope> scopes, ConditionContext judged, List<Finding> findings) => findings.AddRange(
        from item in Covering(scopes, judged)
        where item.Outcome.Result != ConditionResult.NotSatisfied && !item.Outcome.MayChange
        select Denied(item.Guardrail, item.Scope, item.Outcome));

    /// <summary>What cannot be told now, and may be a moment later.</summary>
    public IEnumerable<Finding> Untold(ImmutableArray<Scope> scopes, ConditionContext judged) =>
    [
        .. Unreadable() is { } unreadable ? [unreadable] : Array.Empty<Finding>(),
        .. Covering(scopes, judged).Where(item => item.Outcome.MayChange).SelectMany(item => item.Outcome.Findings),
    ];

    private Finding? Unreadable() => unreadableSet is null ? null : new Finding(
        Reason.PolicyUnreadable, $"This node cannot read the guardrails of the policy set \"{unreadableSet}\", so it gives nothing.")
    {
        Value = unreadableSet,
        Fix = "Let an operator look at the log; a newer node may be able to.",
    };

    private IEnumerable<(JitGuardrail Guardrail, Scope Scope, ConditionOutcome Outcome)> Covering(ImmutableArray<Scope> scopes, ConditionContext judged)
    {
        foreach (var guardrail in all)
        {
            if (scopes.FirstOrDefault(guardrail.Covers) is { } scope)
            {
                yield return (guardrail, scope, guardrail.When.Evaluate(judged));
            }
        }
    }

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
