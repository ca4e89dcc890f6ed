using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>What many grants have in common: the policy, the permission, who approved. A snapshot of a million grants holds each once.</summary>
/// <remarks>Immutable and safe for concurrent use; compared by value.</remarks>
internal sealed class GrantTerms : IEquatable<GrantTerms>
{
    private readonly int _hash;

    public GrantTerms(GrantLive effect)
    {
        Policy = effect.Policy;
        ApprovedBy = effect.ApprovedBy;
        TakesCommit = effect.TakesCommit;
        Permission = effect.Scopes.IsEmpty ? null : string.Intern(effect.Scopes[0].Permission.Name);
        _hash = HashCode.Combine(Policy, Permission, TakesCommit, ApprovedBy.Length, ApprovedBy.FirstOrDefault());
    }

    public string Policy { get; }

    public ImmutableArray<Subject> ApprovedBy { get; }

    /// <summary>Whether each use is a commit.</summary>
    public bool TakesCommit { get; }

    /// <summary>
    /// The permission of the first scope, <see langword="null"/> when there is none: one text for all grants and for the code that asks, so that comparing
    /// mostly looks no further. They are as many as policies name.
    /// </summary>
    public string? Permission { get; }

    public bool Equals(GrantTerms? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && string.Equals(Policy, other.Policy, StringComparison.Ordinal)
            && string.Equals(Permission, other.Permission, StringComparison.Ordinal)
            && TakesCommit == other.TakesCommit
            && ApprovedBy.AsSpan().SequenceEqual(other.ApprovedBy.AsSpan())
            && ApprovedBy.Zip(other.ApprovedBy).All(pair => pair.First.Kind == pair.Second.Kind));

    public override bool Equals(object? obj) => Equals(obj as GrantTerms);

    public override int GetHashCode() => _hash;
}
