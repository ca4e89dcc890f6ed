using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Finds what is wrong with policies that pass every check: what can never be asked for or approved, and what gives more than it should.</summary>
/// <remarks>
/// A finding of severity <see cref="PolicyLintSeverity.Error"/> is proved, whoever the people are; that there is none proves nothing, for who has which role is not known here.
/// Pure. Thread-safe.
/// </remarks>
public static class PolicyLint
{
    /// <summary>Looks at one policy set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="now">The moment: a window that is past by then never opens again.</param>
    /// <returns>The findings, in the order of the policies.</returns>
    public static ImmutableArray<PolicyLintFinding> Check(JitPolicySet set, Instant now)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Check([set], now);
    }

    /// <summary>Looks at all policy sets of an application, and at how they go together.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="now">The moment: a window that is past by then never opens again.</param>
    /// <returns>The findings, in the order of the sets and policies.</returns>
    public static ImmutableArray<PolicyLintFinding> Check(IEnumerable<JitPolicySet> sets, Instant now)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var all = sets.SelectMany(set => set.Policies.Select((policy, index) => new LintedPolicy(set.Name, policy, StrictJson.Under("$.policies", index)))).ToList();
        return
        [
            .. all.SelectMany((linted, index) => ((IEnumerable<PolicyLintFinding>)
            [
                .. LintConditions.Check(linted, now),
                .. LintApproval.Check(linted, now),
                .. LintReach.Check(linted, index, all),
                .. LintBreadth.Check(linted),
            ])),
        ];
    }
}

/// <summary>A policy and where it stands.</summary>
internal sealed record LintedPolicy(string Set, JitPolicy Policy, string Path)
{
    /// <summary>Makes a finding about the policy; the path is relative to it.</summary>
    public PolicyLintFinding Find(string rule, PolicyLintSeverity severity, string path, string message, string fix) => new(rule, severity, message)
    {
        Set = Set,
        Policy = Policy.Name,
        Path = path.StartsWith('$') ? path : Path + path,
        Fix = fix,
    };
}
