using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Compares lists of conditions that must all hold: each that is no longer demanded is wider, each that is demanded newly is narrower.</summary>
internal static class ConditionsDiff
{
    public static void Compare(ImmutableArray<Condition> before, ImmutableArray<Condition> after, string path, ChangeList changes)
    {
        if (before.SequenceEqual(after))
        {
            return;
        }

        var (old, current) = (ConditionForm.All(before), ConditionForm.All(after));
        var (dropped, added) = (NotImplied(before, current), NotImplied(after, old));
        foreach (var condition in dropped)
        {
            changes.Add(path, "no longer demands", $"\"{condition}\"", null, PolicyEffect.Wider);
        }

        foreach (var condition in added)
        {
            changes.Add(path, "demands", null, $"\"{condition}\"", PolicyEffect.Narrower);
        }

        changes.AddIf(dropped.Count == 0 && added.Count == 0, path, "the same conditions in other words", null, null, PolicyEffect.Neutral);
    }

    private static List<Condition> NotImplied(ImmutableArray<Condition> conditions, ConditionForm by) =>
        [.. conditions.Where(condition => !new ConditionLogic().Implies(by, ConditionForm.Of(condition))).Distinct()];
}
