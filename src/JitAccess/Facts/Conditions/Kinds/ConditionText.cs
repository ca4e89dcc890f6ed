using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>Texts and lists of texts in conditions: checked, written and described in one way.</summary>
internal static class ConditionText
{
    /// <summary>Names the wanted values.</summary>
    public static string OneOf(ImmutableArray<string> values) => string.Join(" or ", values.Select(value => SafeText.Show(value ?? "")));

    /// <summary>Checks a list of distinct texts.</summary>
    public static void CheckList(ImmutableArray<string> values, string path, int maxCount, int maxLength, ICollection<Finding> findings)
    {
        if (values.Length == 0 || values.Length > maxCount)
        {
            var count = values.Length.ToString(CultureInfo.InvariantCulture);
            var limit = string.Create(CultureInfo.InvariantCulture, $"1 to {maxCount} values");
            var reason = values.IsEmpty ? Reason.MemberMissing : Reason.PolicyInvalid;
            findings.Add(new Finding(reason, $"The list has {count} values, and it needs {limit}.")
            {
                Member = path,
                Value = count,
                Limit = limit,
                Fix = values.IsEmpty ? "Name at least one value." : "Split the condition.",
            });
        }

        for (var index = 0; index < values.Length; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            CheckText(values[index], at, maxLength, findings);
            if (values.IndexOf(values[index], 0, index, StringComparer.Ordinal) >= 0)
            {
                var shown = SafeText.Show(values[index] ?? "");
                findings.Add(new Finding(Reason.PolicyInvalid, $"\"{shown}\" stands in the list twice.")
                {
                    Member = at,
                    Value = shown,
                    Limit = "distinct values",
                    Fix = "Remove one of them.",
                });
            }
        }
    }

    /// <summary>Checks one text: not empty, not too long, NFC, trimmed, nothing that deceives a reader.</summary>
    public static void CheckText(string? value, string path, int maxLength, ICollection<Finding> findings)
    {
        var limit = string.Create(
            CultureInfo.InvariantCulture, $"1 to {maxLength} characters in NFC, trimmed, without control, format or unpaired characters");
        if (value is null || value.Length == 0 || value.Length > maxLength || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])
            || SafeText.FirstUnsafe(value) >= 0 || !value.IsNormalized())
        {
            var shown = SafeText.Show(value ?? "");
            findings.Add(new Finding(Reason.TextInvalid, $"\"{shown}\" is not a text of {limit}.")
            {
                Member = path,
                Value = shown,
                Limit = limit,
                Fix = "Write the value exactly as its source spells it.",
            });
        }
    }

    /// <summary>Writes a list.</summary>
    public static void WriteList(Utf8JsonWriter writer, ImmutableArray<string> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
