using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Reads facts, also those that a careless source gives.</summary>
internal static class FactText
{
    /// <summary>Returns the values; none where a source gave none in the careless form.</summary>
    public static ImmutableArray<string> Values(Fact fact) => fact.Values.IsDefault ? [] : fact.Values;

    /// <summary>Returns the only value; <see langword="null"/> when there is none or more than one.</summary>
    public static string? Single(Fact fact) => Values(fact) is [var value] ? value : null;

    /// <summary>
    /// Makes the finding of a fact that is there but not in the expected form. It does not repeat the values, which may be personal.
    /// </summary>
    public static Finding Unreadable(Fact fact, string expected, string needs) =>
        new(Reason.FactMissing, $"\"{fact.Name}\" as {SafeText.Show(fact.Origin)} gives it is not {expected}, and the policy needs {needs}.")
        {
            Limit = expected,
            Fix = $"Let {SafeText.Show(fact.Origin)} give {expected}.",
        };
}
