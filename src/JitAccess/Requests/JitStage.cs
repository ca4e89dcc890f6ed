using System.Collections.Immutable;

namespace JitAccess;

/// <summary>A stage of a request as its parties see it.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Needs">How many distinct humans must approve.</param>
/// <param name="Approvers">Who may decide, in words.</param>
/// <param name="Approvals">How many approvals count. A vote stops counting when its stage comes to demand something else.</param>
/// <param name="Votes">The votes that were cast.</param>
/// <param name="IsOpen">Whether it is the one that waits for votes.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitStage(string Name, int Needs, string Approvers, int Approvals, ImmutableArray<JitStageVote> Votes, bool IsOpen);
