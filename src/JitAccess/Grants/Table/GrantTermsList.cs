using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>The terms of the grants of a snapshot, each once. They are found without making them.</summary>
/// <remarks>One writer; once it is done, safe for concurrent use.</remarks>
internal sealed class GrantTermsList
{
    private readonly List<GrantTerms> _terms = [];
    private readonly Dictionary<GrantTerms, int>.AlternateLookup<GrantLive> _numbers =
        new Dictionary<GrantTerms, int>(Comparer.Instance).GetAlternateLookup<GrantLive>();

    public int Count => _terms.Count;

    public GrantTerms this[int number] => _terms[number];

    /// <summary>The number of the terms of a grant, which it gets here when it is the first to have them.</summary>
    public int NumberOf(GrantLive effect)
    {
        if (!_numbers.TryGetValue(effect, out var number))
        {
            var terms = new GrantTerms(effect);
            number = _terms.Count;
            _terms.Add(terms);
            _numbers.Dictionary.Add(terms, number);
        }

        return number;
    }

    private sealed class Comparer : IEqualityComparer<GrantTerms>, IAlternateEqualityComparer<GrantLive, GrantTerms>
    {
        public static Comparer Instance { get; } = new();

        public bool Equals(GrantTerms? x, GrantTerms? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null && Are(x.Policy, x.Permission, (x.TakesCommit, x.AtFirstUse), x.ApprovedBy, y));

        public int GetHashCode([DisallowNull] GrantTerms obj) => HashOf(obj.Policy, obj.Permission, (obj.TakesCommit, obj.AtFirstUse), obj.ApprovedBy);

        public bool Equals(GrantLive alternate, GrantTerms other) =>
            Are(alternate.Policy, PermissionOf(alternate), (alternate.TakesCommit, alternate.AtFirstUse), alternate.ApprovedBy, other);

        public int GetHashCode(GrantLive alternate) =>
            HashOf(alternate.Policy, PermissionOf(alternate), (alternate.TakesCommit, alternate.AtFirstUse), alternate.ApprovedBy);

        public GrantTerms Create(GrantLive alternate) => new(alternate);

        private static string? PermissionOf(GrantLive effect) => effect.Scopes.IsEmpty ? null : effect.Scopes[0].Permission.Name;

        private static bool Are(string policy, string? permission, (bool TakesCommit, bool AtFirstUse) how, ImmutableArray<Subject> approvedBy, GrantTerms terms) =>
            string.Equals(policy, terms.Policy, StringComparison.Ordinal)
            && string.Equals(permission, terms.Permission, StringComparison.Ordinal)
            && how == (terms.TakesCommit, terms.AtFirstUse)
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

        private static int HashOf(string policy, string? permission, (bool TakesCommit, bool AtFirstUse) how, ImmutableArray<Subject> approvedBy)
        {
            var hash = default(HashCode);
            hash.Add(policy, StringComparer.Ordinal);
            hash.Add(permission, StringComparer.Ordinal);
            hash.Add(how);
            foreach (var approver in approvedBy)
            {
                hash.Add(approver);
            }

            return hash.ToHashCode();
        }
    }
}
