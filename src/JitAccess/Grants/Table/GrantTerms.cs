using System.Collections.Immutable;
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

    /// <summary>Whether the first use begins it, so that nothing is admitted before.</summary>
    public bool AtFirstUse { get; } = effect.AtFirstUse;

    /// <summary>
    /// The permission of the first scope, <see langword="null"/> when there is none: one text for all grants and for the code that asks, so that comparing
    /// mostly looks no further. They are as many as policies name.
    /// </summary>
    public string? Permission { get; } = effect.Scopes.IsEmpty ? null : string.Intern(effect.Scopes[0].Permission.Name);
}
