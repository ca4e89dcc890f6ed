namespace JitAccess;

/// <summary>What facts are gathered for.</summary>
/// <param name="Subject">The subject about whom a decision is made; not always the one who is signed in.</param>
/// <param name="Policy">The name of the policy, or <see langword="null"/> when no single policy is looked at.</param>
/// <param name="Ticket">The ticket as its requester wrote it, untrusted text, or <see langword="null"/>.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record FactQuery(Subject Subject, string? Policy, string? Ticket);
