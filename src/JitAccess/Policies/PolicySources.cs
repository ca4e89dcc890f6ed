using System.Collections.Immutable;

namespace JitAccess;

/// <summary>All policies that a host brings, from files and from code.</summary>
internal static class PolicySources
{
    /// <summary>Reads and checks everything.</summary>
    /// <param name="root">The content root.</param>
    /// <param name="patterns">The patterns of <c>AddPolicies</c>.</param>
    /// <param name="code">The sets of <c>AddPolicies</c>.</param>
    /// <param name="registry">The custom conditions of this node.</param>
    /// <returns>The sets, those of files first.</returns>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is, in all files.</exception>
    public static ImmutableArray<LoadedPolicySet> Load(
        string root, IEnumerable<string> patterns, IEnumerable<JitPolicySet> code, ConditionRegistry registry)
    {
        var loads = patterns.Distinct(StringComparer.Ordinal).Select(pattern => PolicyFiles.Load(root, pattern)).ToList();

        // Two patterns may name the same file.
        var files = loads.SelectMany(load => load.Sets).DistinctBy(loaded => loaded.File, StringComparer.Ordinal);
        ImmutableArray<LoadedPolicySet> all = [.. files, .. code.Distinct().Select(set => new LoadedPolicySet(set, File: null))];
        ImmutableArray<PolicyFinding> findings = [.. loads.SelectMany(load => load.Findings).Distinct(), .. Check(all, registry)];
        return findings.IsEmpty ? all : throw new JitPolicyException(findings);
    }

    /// <summary>Checks what only all sets together show: names of sets and policies, and the custom conditions.</summary>
    public static IEnumerable<PolicyFinding> Check(IReadOnlyList<LoadedPolicySet> sets, ConditionRegistry registry)
    {
        var setNames = new Dictionary<string, LoadedPolicySet>(StringComparer.Ordinal);
        var policyNames = new Dictionary<string, LoadedPolicySet>(StringComparer.Ordinal);
        var findings = new List<PolicyFinding>();
        foreach (var loaded in sets)
        {
            if (!setNames.TryAdd(loaded.Set.Name, loaded))
            {
                findings.Add(Taken(Reason.PolicySetConflict, loaded, "$.set", loaded.Set.Name, setNames[loaded.Set.Name]));
            }

            for (var index = 0; index < loaded.Set.Policies.Length; index++)
            {
                var name = loaded.Set.Policies[index].Name;
                if (!policyNames.TryAdd(name, loaded) && policyNames[name] != loaded)
                {
                    findings.Add(Taken(Reason.PolicyNameTaken, loaded, StrictJson.Under("$.policies", index) + ".name", name, policyNames[name]));
                }
            }

            findings.AddRange(CustomConditions.Check(loaded.Set, registry).Select(finding => PolicyFinding.Of(finding, loaded.File)));
        }

        return findings;
    }

    private static PolicyFinding Taken(Reason reason, LoadedPolicySet loaded, string path, string name, LoadedPolicySet first) =>
        new(reason, $"The name \"{name}\" is taken by the policy set \"{first.Set.Name}\" in {first.File ?? "code"}.")
        {
            File = loaded.File,
            Path = path,
            Value = name,
            Limit = "names that no other set uses",
            Fix = "Rename one of them.",
        };
}
