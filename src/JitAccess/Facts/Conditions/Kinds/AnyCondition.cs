using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when at least one of its conditions does.</summary>
/// <remarks>The first that holds ends the search, so the evidence names no more than it needs.</remarks>
internal sealed class AnyCondition(ImmutableArray<Condition> children) : Condition
{
    internal override string Kind => "any";

    internal override ImmutableArray<Condition> Children => children;

    internal override bool NamesWho => !children.IsEmpty && children.All(child => child.NamesWho);

    internal override Reason Unmet => children.IsEmpty ? Reason.ConditionNotMet : children[0].Unmet;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (children.IsEmpty)
        {
            return Combining.Empty(Kind);
        }

        var failed = new List<ConditionOutcome>(children.Length);
        foreach (var child in children)
        {
            var outcome = child.Evaluate(context);
            if (outcome.IsSatisfied)
            {
                return outcome;
            }

            failed.Add(outcome);
        }

        return ConditionOutcome.Join(
            failed.Exists(outcome => outcome.Result == ConditionResult.Unknown) ? ConditionResult.Unknown : ConditionResult.NotSatisfied,
            failed);
    }

    internal override Whereabouts? WhereToLook(Tenant tenant, Relations relations) => Whereabouts.OfAny(children, tenant, relations);

    internal override Outlook Foresee(ConditionContext context, bool isKnown) =>
        Combining.Foresee(children, context, isKnown, whenAll: Outlook.NotSatisfied, whenAny: Outlook.Satisfied);

    internal override string Describe() => Combining.Describe(children, " or ");

    internal override void Check(string path, ICollection<Finding> findings) => Combining.Check(children, path, findings);

    internal override void WriteValue(Utf8JsonWriter writer) => Combining.Write(writer, children);
}
