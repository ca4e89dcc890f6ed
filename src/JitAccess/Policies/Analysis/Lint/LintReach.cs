namespace JitAccess;

/// <summary>Finds policies that nobody needs, for another one gives all of it and demands no more.</summary>
internal static class LintReach
{
    public static IEnumerable<PolicyLintFinding> Check(LintedPolicy linted, int index, IReadOnlyList<LintedPolicy> all)
    {
        for (var other = 0; other < all.Count; other++)
        {
            // Of two that say the same the later is the one that is not needed.
            var candidate = all[other].Policy;
            if (other != index && PolicyDiff.AllowsAll(linted.Policy, candidate) && (other < index || !PolicyDiff.AllowsAll(candidate, linted.Policy)))
            {
                yield return linted.Find(
                    PolicyLintRules.UnreachablePolicy,
                    PolicyLintSeverity.Warning,
                    "",
                    $"Whatever this policy gives, the policy \"{candidate.Name}\" of the set \"{all[other].Set}\" gives too, and it demands no more.",
                    "Remove this policy, or let the other demand what it should.");
                yield break;
            }
        }
    }
}
