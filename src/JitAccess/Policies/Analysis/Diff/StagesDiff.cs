using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Compares stages by name.</summary>
internal static class StagesDiff
{
    public static void Compare(ImmutableArray<ApprovalStage> before, ImmutableArray<ApprovalStage> after, string path, ChangeList changes)
    {
        foreach (var gone in before.Where(stage => Find(after, stage.Name) is null))
        {
            changes.Add($"{path}[{gone.Name}]", "without the stage", $"\"{gone}\"", null, PolicyEffect.Wider);
        }

        foreach (var stage in after)
        {
            if (Find(before, stage.Name) is not { } was)
            {
                changes.Add($"{path}[{stage.Name}]", "with the stage", null, $"\"{stage}\"", PolicyEffect.Narrower);
                continue;
            }

            foreach (var member in PolicyMembers.OfStage)
            {
                member.Compare(was, stage, changes.Under($"{path}[{stage.Name}].", $"stage {stage.Name}, "));
            }
        }

        // Who votes first can leave a later stage without enough people, so the order is not nothing.
        var (old, current) = (Common(before, after), Common(after, before));
        changes.AddIf(!old.SequenceEqual(current, StringComparer.Ordinal), path, "order of the stages", string.Join(", ", old), string.Join(", ", current), PolicyEffect.Unclear);
    }

    private static ApprovalStage? Find(ImmutableArray<ApprovalStage> stages, string name) =>
        stages.FirstOrDefault(stage => string.Equals(stage.Name, name, StringComparison.Ordinal));

    private static List<string> Common(ImmutableArray<ApprovalStage> stages, ImmutableArray<ApprovalStage> others) =>
        [.. stages.Select(stage => stage.Name).Where(name => Find(others, name) is not null)];
}
