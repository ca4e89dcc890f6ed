using System.Text.Json;

namespace JitAccess;

/// <summary>Holds for every subject: whoever is judged is signed in.</summary>
internal sealed class EveryoneCondition : Condition
{
    internal override string Kind => "everyone";

    internal override Reason Unmet => Reason.NotEligible;

    internal override ConditionOutcome Evaluate(ConditionContext context) => ConditionOutcome.Satisfied;

    internal override Outlook Foresee(ConditionContext context, bool isKnown) => Outlook.Satisfied;

    internal override string Describe() => "any signed-in subject";

    internal override void Check(string path, ICollection<Finding> findings)
    {
    }

    internal override void WriteValue(Utf8JsonWriter writer) => writer.WriteBooleanValue(true);
}
