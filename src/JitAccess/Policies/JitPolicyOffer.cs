namespace JitAccess;

/// <summary>A policy that a caller may ask for.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Set">The policy set it came in.</param>
/// <param name="Version">The published version of the set.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitPolicyOffer(JitPolicy Policy, string Set, int Version);
