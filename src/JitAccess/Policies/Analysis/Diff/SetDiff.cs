using System.Collections.Immutable;
using System.Globalization;

namespace JitAccess;

/// <summary>Compares policy sets but for their policies, which are compared by name across sets.</summary>
internal static class SetDiff
{
    /// <summary>Gets the members of a set: the one place where a new one is added.</summary>
    public static ImmutableArray<PolicyMember<JitPolicySet>> Members { get; } =
    [
        new(nameof(JitPolicySet.Version), (before, after, changes) => changes.AddIf(
            before.Version != after.Version, "version", "version", Version(before), Version(after), PolicyEffect.Neutral)),
        new(nameof(JitPolicySet.Guardrails), (before, after, changes) => Compare(before.Guardrails, after.Guardrails, changes)),
    ];

    public static IEnumerable<PolicyChange> Compare(IReadOnlyList<JitPolicySet> before, IReadOnlyList<JitPolicySet> after)
    {
        foreach (var name in before.Concat(after).Select(set => set.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, now) = (Find(before, name), Find(after, name));
            var changes = new ChangeList(name, policy: null);
            if (was is null || now is null)
            {
                var what = was is null ? "a new policy set" : "the policy set is gone";
                changes.Add("", what, was is null ? null : Version(was), now is null ? null : Version(now), PolicyEffect.Neutral);
                Compare(was?.Guardrails ?? [], now?.Guardrails ?? [], changes);
            }
            else
            {
                foreach (var member in Members)
                {
                    member.Compare(was, now, changes);
                }
            }

            foreach (var change in changes.ToImmutable())
            {
                yield return change;
            }
        }
    }

    // Deny rules: one more is narrower. One that changed can deny more here and less there.
    private static void Compare(ImmutableArray<JitGuardrail> before, ImmutableArray<JitGuardrail> after, ChangeList changes)
    {
        foreach (var name in before.Concat(after).Select(guardrail => guardrail.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, now) = (TextOf(before, name), TextOf(after, name));
            changes.AddIf(
                was != now,
                $"guardrails[{name}]",
                $"guardrail \"{name}\"",
                was ?? "none",
                now ?? "none",
                was is null ? PolicyEffect.Narrower : now is null ? PolicyEffect.Wider : PolicyEffect.Unclear);
        }
    }

    private static string? TextOf(ImmutableArray<JitGuardrail> guardrails, string name) =>
        guardrails.FirstOrDefault(guardrail => string.Equals(guardrail.Name, name, StringComparison.Ordinal)) is { } guardrail ? CanonicalJson.Text(guardrail.Write) : null;

    private static JitPolicySet? Find(IEnumerable<JitPolicySet> sets, string name) =>
        sets.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.Ordinal));

    private static string Version(JitPolicySet set) => set.Version.ToString(CultureInfo.InvariantCulture);
}
