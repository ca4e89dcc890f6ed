using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>What the combining conditions share.</summary>
internal static class Combining
{
    /// <summary>The most conditions that one <c>all</c> or <c>any</c> combines.</summary>
    public const int MaxChildren = 100;

    /// <summary>Makes the outcome of a list without conditions, which never holds, negated neither.</summary>
    public static ConditionOutcome Empty(string kind) => ConditionOutcome.Unknown(
        new Finding(Reason.ConditionNotMet, $"The policy has an empty \"{kind}\", which never holds.") { Fix = "Correct the policy." });

    /// <summary>Makes the finding of a condition that does not hold.</summary>
    public static Finding Unmet(Condition condition, string? value = null)
    {
        var needs = condition.Describe();
        var found = value is null ? "" : $" It found \"{value}\".";
        return new Finding(condition.Unmet, $"The policy needs {needs}.{found}") { Value = value, Limit = needs };
    }

    /// <summary>What a list may come to say: one thing when every condition may, the other when any may. An empty one says neither.</summary>
    public static Outlook Foresee(ImmutableArray<Condition> children, ConditionContext context, bool isKnown, Outlook whenAll, Outlook whenAny)
    {
        var (all, any) = (Outlook.Either, Outlook.None);
        foreach (var child in children)
        {
            var outlook = child.Foresee(context, isKnown);
            all &= outlook;
            any |= outlook;
        }

        return children.IsEmpty ? Outlook.None : (all & whenAll) | (any & whenAny);
    }

    /// <summary>Describes a list.</summary>
    public static string Describe(ImmutableArray<Condition> children, string word) => children.Length switch
    {
        0 => "what never holds",
        1 => children[0].Describe(),
        _ => "(" + string.Join(word, children.Select(child => child.Describe())) + ")",
    };

    /// <summary>Checks the length of a list.</summary>
    public static void Check(ImmutableArray<Condition> children, string path, ICollection<Finding> findings)
    {
        if (children.Length is 0 or > MaxChildren)
        {
            var count = children.Length.ToString(CultureInfo.InvariantCulture);
            var reason = children.IsEmpty ? Reason.MemberMissing : Reason.PolicyInvalid;
            findings.Add(new Finding(reason, $"{count} conditions are combined, and it needs 1 to {MaxChildren}.")
            {
                Member = path,
                Value = count,
                Limit = $"1 to {MaxChildren} conditions",
                Fix = children.IsEmpty ? "Name at least one condition; an empty list never holds." : "Split the policy.",
            });
        }
    }

    /// <summary>Writes a list.</summary>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<Condition> children)
    {
        writer.WriteStartArray();
        foreach (var child in children)
        {
            child.Write(writer);
        }

        writer.WriteEndArray();
    }
}
