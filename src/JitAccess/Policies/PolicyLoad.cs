using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What reading files gave: the sets that could be read, and everything that is wrong with the others.</summary>
/// <param name="Sets">The sets, in the order of their files.</param>
/// <param name="Findings">The findings of all files; when there is any, the host does not start.</param>
internal sealed record PolicyLoad(ImmutableArray<LoadedPolicySet> Sets, ImmutableArray<PolicyFinding> Findings);
