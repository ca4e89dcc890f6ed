using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when all of its conditions do. Every one is judged, so that a refusal names everything that is missing.</summary>
internal sealed class AllCondition(ImmutableArray<Condition> children) : Condition
{
    internal override string Kind => "all";

    internal override ImmutableArray<Condition> Children => children;

    internal override bool NamesWho => children.Any(child => child.NamesWho);

    internal override Reason Unmet => children.IsEmpty ? Reason.ConditionNotMet : children[0].Unmet;

    /// <summary>The conjunction of any number of conditions; of none it is satisfied, so whoever forbids an empty list says so before.</summary>
    internal static ConditionOutcome Judge(ImmutableArray<Condition> conditions, ConditionContext context)
    {
        var failed = new List<ConditionOutcome>();
        foreach (var condition in conditions)
        {
            var outcome = condition.Evaluate(context);
            if (!outcome.IsSatisfied)
            {
                failed.Add(outcome);
            }
        }

        return failed.Count == 0
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.Join(
                failed.Exists(outcome => outcome.Result == ConditionResult.NotSatisfied) ? ConditionResult.NotSatisfied : ConditionResult.Unknown,
                failed);
    }

    // INVARIANT: an empty list never holds (decision rule 1).
    internal override ConditionOutcome Evaluate(ConditionContext context) =>
        children.IsEmpty ? Combining.Empty(Kind) : Judge(children, context);

    internal override Whereabouts? WhereToLook(Tenant tenant, Relations relations) => Whereabouts.OfAll(children, tenant, relations);

    internal override Outlook Foresee(ConditionContext context, bool isKnown) =>
        Combining.Foresee(children, context, isKnown, whenAll: Outlook.Satisfied, whenAny: Outlook.NotSatisfied);

    internal override string Describe() => Combining.Describe(children, " and ");

    internal override void Check(string path, ICollection<Finding> findings) => Combining.Check(children, path, findings);

    internal override void WriteValue(Utf8JsonWriter writer) => Combining.Write(writer, children);
}
