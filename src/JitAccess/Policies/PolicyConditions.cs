using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Walks all conditions of a policy, with the path where each stands.</summary>
internal static class PolicyConditions
{
    /// <summary>Returns every condition of a set; the path is that of the kind's value.</summary>
    public static IEnumerable<(string Path, Condition Condition)> Of(JitPolicySet set) =>
        set.Policies.SelectMany((policy, index) => Of(policy, StrictJson.Under("$.policies", index)));

    /// <summary>Returns every condition of a policy; the path is that of the kind's value.</summary>
    public static IEnumerable<(string Path, Condition Condition)> Of(JitPolicy policy, string path) =>
    [
        .. Of(policy.Eligible, path + ".eligible"),
        .. policy.Conditions.SelectMany((condition, index) => Of(condition, StrictJson.Under(path + ".when", index))),
        .. Of(policy.Stages, path + ".stages"),
        .. Of(policy.Extension?.Stages ?? [], path + ".extension.stages"),
    ];

    private static IEnumerable<(string Path, Condition Condition)> Of(ImmutableArray<ApprovalStage> stages, string path) =>
        stages.SelectMany((stage, index) => Of(stage.Approvers, StrictJson.Under(path, index) + ".approvers"));

    private static IEnumerable<(string Path, Condition Condition)> Of(Condition condition, string path)
    {
        var member = $"{path}.{condition.Kind}";
        yield return (member, condition);
        for (var index = 0; index < condition.Children.Length; index++)
        {
            foreach (var place in Of(condition.Children[index], condition is NotCondition ? member : StrictJson.Under(member, index)))
            {
                yield return place;
            }
        }
    }
}
