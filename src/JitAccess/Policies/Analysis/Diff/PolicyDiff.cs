using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What a change of policies widens, what it narrows, and what else it changes, in words.</summary>
/// <remarks>
/// <para>It errs on one side: where nothing is <see cref="PolicyEffect.Wider"/> or <see cref="PolicyEffect.Unclear"/>, nothing that the old policies refuse is accepted or
/// approved by the new ones, whoever asks; and the same of narrower. Limits of subjects, and what lies in the store, are not part of it.</para>
/// <para>Policies are compared by name, across sets: one that moves to another set is the same policy. Pure. Immutable and safe for concurrent use.</para>
/// </remarks>
public sealed class PolicyDiff
{
    private PolicyDiff(ImmutableArray<PolicyChange> changes) => Changes = changes;

    /// <summary>Gets every difference: those of sets first, then those of policies by name.</summary>
    public ImmutableArray<PolicyChange> Changes { get; }

    /// <summary>Gets a value indicating whether anything is, or may be, allowed that was not.</summary>
    public bool MayWiden => Changes.Any(change => change.Effect is PolicyEffect.Wider or PolicyEffect.Unclear);

    /// <summary>Gets a value indicating whether anything is, or may be, no longer allowed that was.</summary>
    public bool MayNarrow => Changes.Any(change => change.Effect is PolicyEffect.Narrower or PolicyEffect.Unclear);

    /// <summary>Compares two versions of a policy set.</summary>
    /// <param name="before">The set as it is, such as the published one.</param>
    /// <param name="after">The set as it shall be.</param>
    /// <returns>The differences.</returns>
    public static PolicyDiff Between(JitPolicySet before, JitPolicySet after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Between([before], [after]);
    }

    /// <summary>Compares all policy sets of an application.</summary>
    /// <param name="before">The sets as they are; of two with one name the first counts.</param>
    /// <param name="after">The sets as they shall be, those that stay as they are among them: one that is missing is taken for removed.</param>
    /// <returns>The differences.</returns>
    public static PolicyDiff Between(IEnumerable<JitPolicySet> before, IEnumerable<JitPolicySet> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, current) = (before.ToList(), after.ToList());
        return new PolicyDiff([.. SetDiff.Compare(old, current), .. ComparePolicies(old, current)]);
    }

    /// <summary>Says whether whatever one policy lets pass another lets pass too, as far as it can be told; their names do not count.</summary>
    internal static bool AllowsAll(JitPolicy narrower, JitPolicy wider) => PolicyMembers.OfPolicy.All(member =>
    {
        var changes = new ChangeList("", wider.Name);
        member.Compare(narrower, wider, changes);
        return changes.ToImmutable().All(change => change.Effect is PolicyEffect.Neutral or PolicyEffect.Wider);
    });

    private static IEnumerable<PolicyChange> ComparePolicies(List<JitPolicySet> before, List<JitPolicySet> after)
    {
        var (old, current) = (ByName(before), ByName(after));
        foreach (var name in old.Keys.Union(current.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, now) = (old.GetValueOrDefault(name), current.GetValueOrDefault(name));
            var changes = new ChangeList((now.Set ?? was.Set)!.Name, name);
            if (was.Policy is null || now.Policy is null)
            {
                changes.Add(
                    "",
                    was.Policy is null ? "a new policy for" : "the policy is gone for",
                    was.Policy is null ? null : $"\"{was.Policy.Eligible}\"",
                    now.Policy is null ? null : $"\"{now.Policy.Eligible}\"",
                    was.Policy is null ? PolicyEffect.Wider : PolicyEffect.Narrower);
            }
            else
            {
                changes.AddIf(was.Set!.Name != now.Set!.Name, "", "moved to another set", was.Set.Name, now.Set.Name, PolicyEffect.Neutral);
                foreach (var member in PolicyMembers.OfPolicy)
                {
                    member.Compare(was.Policy, now.Policy, changes);
                }
            }

            foreach (var change in changes.ToImmutable())
            {
                yield return change;
            }
        }
    }

    private static Dictionary<string, (JitPolicySet? Set, JitPolicy? Policy)> ByName(List<JitPolicySet> sets)
    {
        var policies = new Dictionary<string, (JitPolicySet? Set, JitPolicy? Policy)>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            foreach (var policy in set.Policies)
            {
                policies.TryAdd(policy.Name, (set, policy));
            }
        }

        return policies;
    }
}
