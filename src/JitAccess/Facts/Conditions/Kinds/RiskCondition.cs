using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when the risk score is at most the limit.</summary>
internal sealed class RiskCondition(int atMost) : Condition
{
    /// <summary>Gets the limit.</summary>
    public int AtMost => atMost;

    internal override string Kind => "risk";

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (context.Look(FactNames.Risk) is not { } fact)
        {
            return context.Missing(FactNames.Risk, Describe());
        }

        if (FactText.Single(fact) is not { } value
            || !decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var score)
            || score > 100)
        {
            return ConditionOutcome.Unknown(FactText.Unreadable(fact, "one number from 0 to 100", Describe()));
        }

        return score <= atMost
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.NotSatisfied(Combining.Unmet(this, score.ToString(CultureInfo.InvariantCulture)));
    }

    internal override string Describe() => string.Create(CultureInfo.InvariantCulture, $"a risk of at most {atMost}");

    internal override void Check(string path, ICollection<Finding> findings)
    {
        if (atMost is < 0 or > 100)
        {
            var shown = atMost.ToString(CultureInfo.InvariantCulture);
            findings.Add(new Finding(Reason.PolicyInvalid, $"The risk {shown} is outside 0 to 100.")
            {
                Member = path + ".atMost",
                Value = shown,
                Limit = "0 to 100",
                Fix = "Name a score from 0 (none) to 100.",
            });
        }
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("atMost", atMost);
        writer.WriteEndObject();
    }
}
