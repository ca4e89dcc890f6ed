using System.Globalization;

namespace JitAccess;

/// <summary>What a guardrail must be, wherever it comes from. Every check reports; none stops the others.</summary>
internal static class GuardrailRules
{
    /// <summary>The most guardrails of one set.</summary>
    public const int Max = 100;

    /// <summary>Reads what was said; <see langword="null"/> where nothing was.</summary>
    public static GuardrailDraft Read(
        string? name, IReadOnlyList<string>? permissions, IReadOnlyList<string>? resources, Condition? when, string path, ICollection<Finding> findings)
    {
        PolicyRules.CheckName(name, path + ".name", findings);
        CheckList(permissions, path + ".denies", findings);
        CheckList(resources, path + ".on", findings);
        if (when is null)
        {
            findings.Add(new Finding(Reason.MemberMissing, "The guardrail does not say when it denies.")
            {
                Member = path + ".when",
                Limit = "a condition",
                Fix = "Say of whom, or when, such as {\"attribute\": {\"name\": \"employment\", \"anyOf\": [\"contractor\"]}}.",
            });
        }
        else
        {
            PolicyRules.CheckCondition(when, path + ".when", findings);
            RelationCondition.RefuseIn(when, path + ".when", findings);
        }

        return new GuardrailDraft
        {
            Name = name,
            Permissions = [.. (permissions ?? []).Select((text, index) => PolicyScopes.ReadPermission(text, StrictJson.Under(path + ".denies", index), findings)).OfType<Permission>()],
            Resources = [.. (resources ?? []).Select((text, index) => PolicyScopes.ReadResource(text, StrictJson.Under(path + ".on", index), findings)).OfType<Resource>()],
            When = when,
        };
    }

    // An empty list would say "nothing" and mean "everything".
    private static void CheckList(IReadOnlyList<string>? items, string path, ICollection<Finding> findings)
    {
        if (items is not null && items.Count is 0 or > PolicyScopes.Max)
        {
            var shown = items.Count.ToString(CultureInfo.InvariantCulture);
            PolicyRules.Add(findings, path, $"{shown} items are outside 1 to {PolicyScopes.Max}.", shown, $"1 to {PolicyScopes.Max}", "Name some, or leave the list out for all.");
        }
    }
}
