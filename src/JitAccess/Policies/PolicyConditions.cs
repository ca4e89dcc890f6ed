using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Walks all conditions of a policy, with the path where each stands.</summary>
internal static class PolicyConditions
{
    /// <summary>Returns every condition of a set; the path is that of the kind's value.</summary>
    public static IEnumerable<(string Path, Condition Condition)> Of(JitPolicySet set) =>
        set.Policies.SelectMany((policy, index) => Of(policy, StrictJson.Under("$.policies", index)))
            .Concat(set.Guardrails.SelectMany((guardrail, index) => Of(guardrail.When, StrictJson.Under("$.guardrails", index) + ".when")));

    /// <summary>Returns every condition of a policy; the path is that of the kind's value.</summary>
    public static IEnumerable<(string Path, Condition Condition)> Of(JitPolicy policy, string path) =>
    [
        .. Of(policy.Eligible, path + ".eligible"),
        .. policy.Conditions.SelectMany((condition, index) => Of(condition, StrictJson.Under(path + ".when", index))),
        .. Of(policy.Stages, path),
        .. Of(policy.Extension?.Stages ?? [], path + ".extension"),
        .. policy.BreakGlass is { } glass ? Of(glass.Reviewers, path + ".breakGlass.reviewers") : [],
    ];

    private static IEnumerable<(string Path, Condition Condition)> Of(ImmutableArray<ApprovalStage> stages, string path) =>
        stages.SelectMany((stage, index) =>
        {
            var at = StrictJson.Under(path + ".stages", index);
            var approvers = Of(stage.Approvers, at + ".approvers");
            return stage.Escalation is { } escalation ? approvers.Concat(Of(escalation.To, at + ".escalation.to")) : approvers;
        });

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
