namespace JitAccess;

/// <summary>A policy as it is published now.</summary>
internal sealed record CurrentPolicy(JitPolicy Policy, PolicyPin Pin);
