using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>What many grants have in common: the policy, the permission, who approved. A snapshot of a million grants holds each once.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class GrantTerms(GrantLive effect)
{
    public string Policy { get; } = effect.Policy;

    public ImmutableArray<Subject> ApprovedBy { get; } = effect.ApprovedBy;

    /// <summary>Whether each use is a commit.</summary>
    public bool TakesCommit { get; } = effect.TakesCommit;

    /// <summary>
    /// The permission of the first scope, <see langword="null"/> when there is none: one text for all grants and for the code that asks, so that comparing
    /// mostly looks no further. They are as many as policies name.
    /// </summary>
    public string? Permission { get; } = effect.Scopes.IsEmpty ? null : string.Intern(effect.Scopes[0].Permission.Name);

    /// <summary>Makes a set in which the terms of a grant are found without making them.</summary>
    public static HashSet<GrantTerms>.AlternateLookup<GrantLive> NewSet() => new HashSet<GrantTerms>(Comparer.Instance).GetAlternateLookup<GrantLive>();

    /// <summary>Finds the terms of a grant in a set, and adds them when it is the first to have them.</summary>
    public static GrantTerms Of(GrantLive effect, HashSet<GrantTerms>.AlternateLookup<GrantLive> known)
    {
        if (!known.TryGetValue(effect, out var terms))
        {
            terms = new GrantTerms(effect);
            known.Set.Add(terms);
        }

        return terms;
    }

    private sealed class Comparer : IEqualityComparer<GrantTerms>, IAlternateEqualityComparer<GrantLive, GrantTerms>
    {
        public static Comparer Instance { get; } = new();

        public bool Equals(GrantTerms? x, GrantTerms? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null && Are(x.Policy, x.Permission, x.TakesCommit, x.ApprovedBy, y));

        public int GetHashCode([DisallowNull] GrantTerms obj) => HashOf(obj.Policy, obj.Permission, obj.TakesCommit, obj.ApprovedBy);

        public bool Equals(GrantLive alternate, GrantTerms other) =>
            Are(alternate.Policy, PermissionOf(alternate), alternate.TakesCommit, alternate.ApprovedBy, other);

        public int GetHashCode(GrantLive alternate) => HashOf(alternate.Policy, PermissionOf(alternate), alternate.TakesCommit, alternate.ApprovedBy);

        public GrantTerms Create(GrantLive alternate) => new(alternate);

        private static string? PermissionOf(GrantLive effect) => effect.Scopes.IsEmpty ? null : effect.Scopes[0].Permission.Name;

        private static bool Are(string policy, string? permission, bool takesCommit, ImmutableArray<Subject> approvedBy, GrantTerms terms) =>
            string.Equals(policy, terms.Policy, StringComparison.Ordinal)
            && string.Equals(permission, terms.Permission, StringComparison.Ordinal)
            && takesCommit == terms.TakesCommit
            && AreSame(approvedBy, terms.ApprovedBy);

        private static bool AreSame(ImmutableArray<Subject> some, ImmutableArray<Subject> others)
        {
            if (some.Length != others.Length)
            {
                return false;
            }

            for (var index = 0; index < some.Length; index++)
            {
                if (!some[index].Equals(others[index]) || some[index].Kind != others[index].Kind)
                {
                    return false;
                }
            }

            return true;
        }

        private static int HashOf(string policy, string? permission, bool takesCommit, ImmutableArray<Subject> approvedBy) => HashCode.Combine(
            policy.GetHashCode(StringComparison.Ordinal),
            permission?.GetHashCode(StringComparison.Ordinal),
            takesCommit,
            approvedBy.IsEmpty ? 0 : approvedBy[0].GetHashCode());
    }
}
