using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when its condition is known not to.</summary>
internal sealed class NotCondition(Condition child) : Condition
{
    internal override string Kind => "not";

    internal override ImmutableArray<Condition> Children => [child];

    internal override Reason Unmet => child.Unmet;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        var outcome = child.Evaluate(context);
        return outcome.Result switch
        {
            ConditionResult.NotSatisfied => ConditionOutcome.Satisfied,
            ConditionResult.Satisfied => ConditionOutcome.NotSatisfied(Combining.Unmet(this)),
            _ => outcome, // INVARIANT: what is not known is not known negated either (decision rule 3).
        };
    }

    internal override Outlook Foresee(ConditionContext context, bool isKnown)
    {
        var outlook = child.Foresee(context, isKnown);
        return (outlook.HasFlag(Outlook.NotSatisfied) ? Outlook.Satisfied : Outlook.None)
            | (outlook.HasFlag(Outlook.Satisfied) ? Outlook.NotSatisfied : Outlook.None);
    }

    internal override string Describe() => $"not ({child.Describe()})";

    internal override void Check(string path, ICollection<Finding> findings)
    {
    }

    internal override void WriteValue(Utf8JsonWriter writer) => child.Write(writer);
}
