namespace JitAccess;

/// <summary>Findings about facts that a condition cannot read.</summary>
internal static class FactText
{
    /// <summary>Makes the finding of a fact that is there but not in the expected form. It does not repeat the values, which may be personal.</summary>
    public static Finding Unreadable(Fact fact, string expected, string needs) =>
        new(Reason.FactMissing, $"\"{fact.Name}\" as {SafeText.Show(fact.Origin)} gives it is not {expected}, and the policy needs {needs}.")
        {
            Limit = expected,
            Fix = $"Let {SafeText.Show(fact.Origin)} give {expected}.",
        };
}
