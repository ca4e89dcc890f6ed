using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Compares scopes by what they cover.</summary>
internal static class ScopeDiff
{
    public static void Compare(ImmutableArray<Scope> before, ImmutableArray<Scope> after, ChangeList changes)
    {
        if (before.ToHashSet().SetEquals(after))
        {
            return;
        }

        var (added, removed) = (NotCovered(after, before), NotCovered(before, after));
        foreach (var scope in added)
        {
            changes.Add("scopes", "grants", null, scope.ToString(), PolicyEffect.Wider);
        }

        foreach (var scope in removed)
        {
            changes.Add("scopes", "no longer grants", scope.ToString(), null, PolicyEffect.Narrower);
        }

        changes.AddIf(added.Count == 0 && removed.Count == 0, "scopes", "the same scopes in other words", null, null, PolicyEffect.Neutral);
    }

    private static List<Scope> NotCovered(ImmutableArray<Scope> scopes, ImmutableArray<Scope> by) =>
        [.. scopes.Where(scope => !by.Any(wider => wider.Covers(scope))).Distinct()];
}
