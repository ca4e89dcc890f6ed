using NodaTime;

namespace JitAccess;

/// <summary>Time that a subject has, or had, under a policy that bounds it, half-open.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="From">When it began, or is to.</param>
/// <param name="Until">When it ended, or will.</param>
/// <param name="Grant">The grant while it may still end sooner; nothing once that is settled.</param>
internal sealed record SpentTime(string Policy, Deadline From, Deadline Until, string? Grant = null);
