namespace JitAccess;

/// <summary>Checks the custom conditions of policies against those that this node knows.</summary>
internal static class CustomConditions
{
    /// <summary>
    /// Returns everything that is wrong: conditions that are not registered here, and what the registered ones say about their parameters.
    /// </summary>
    public static IEnumerable<Finding> Check(JitPolicySet set, ConditionRegistry registry) =>
        from place in PolicyConditions.Of(set)
        where place.Condition is CustomCondition
        from finding in Check((CustomCondition)place.Condition, place.Path, registry)
        select finding;

    /// <summary>Refuses a set whose custom conditions are not those of this node.</summary>
    /// <exception cref="JitRejectedException">Something is wrong; it lists everything that is.</exception>
    public static void Demand(JitPolicySet set, ConditionRegistry registry)
    {
        Finding[] findings = [.. Check(set, registry)];
        if (findings.Length > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }

    private static IEnumerable<Finding> Check(CustomCondition custom, string path, ConditionRegistry registry)
    {
        if (!registry.TryFind(custom.Name, out var condition))
        {
            return [Refuse(path + ".name", custom.Name, "is not registered on this node", "Register it: services.AddSingleton<ICondition, ...>().")];
        }

        try
        {
            return [.. condition.Validate(custom.Parameters.Element)
                .Select(finding => finding with { Member = StrictJson.Under(path + ".parameters", finding.Member) })];
        }
        catch (Exception exception)
        {
            // An extension's defect is a finding like any other: the start lists all of them.
            var what = $"failed to check its parameters ({exception.GetType().Name})";
            return [Refuse(path + ".parameters", custom.Name, what, "Correct the condition.")];
        }
    }

    private static Finding Refuse(string path, string name, string what, string fix) =>
        new(Reason.PolicyInvalid, $"The condition \"{name}\" {what}.") { Member = path, Value = name, Limit = "a registered condition", Fix = fix };
}
