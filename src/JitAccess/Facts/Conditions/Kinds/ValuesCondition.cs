using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when a fact has at least one of the wanted values. Compared ordinally: <c>Support</c> is not <c>support</c>.</summary>
internal abstract class ValuesCondition(ImmutableArray<string> values) : Condition
{
    /// <summary>The most values that one condition lists.</summary>
    public const int MaxValues = 100;

    /// <summary>The longest value in characters.</summary>
    public const int MaxValueLength = 256;

    /// <summary>Gets the wanted values.</summary>
    public ImmutableArray<string> Values => values;

    /// <summary>Gets the name of the fact.</summary>
    public abstract string FactName { get; }

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (context.Look(FactName) is not { } fact)
        {
            return context.Missing(FactName, Describe());
        }

        // The message does not repeat what the fact holds: it may be shown to others than the subject.
        return FactText.Values(fact).Any(value => Values.Contains(value, StringComparer.Ordinal))
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.NotSatisfied(Combining.Unmet(this));
    }

    internal override void Check(string path, ICollection<Finding> findings) =>
        ConditionText.CheckList(values, path, MaxValues, MaxValueLength, findings);

    internal override void WriteValue(Utf8JsonWriter writer) => ConditionText.WriteList(writer, values);
}
