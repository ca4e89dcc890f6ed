namespace JitAccess.Spec;

/// <summary>What somebody can be related to: who asks, and for what.</summary>
internal sealed record SpecAim(SpecAccount Requester, List<SpecScope> Scopes);
