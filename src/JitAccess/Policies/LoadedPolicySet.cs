namespace JitAccess;

/// <summary>A policy set that this host brings.</summary>
/// <param name="Set">The set.</param>
/// <param name="File">The file it was read from, or <see langword="null"/> when it comes from code.</param>
internal sealed record LoadedPolicySet(JitPolicySet Set, string? File);
