using System.Collections.Immutable;

namespace JitAccess;

/// <summary>An explained check.</summary>
/// <param name="IsAllowed">Whether an operation would be admitted now.</param>
/// <param name="GrantId">The grant that covers, or covered, the question.</param>
/// <param name="Ends">The end of that grant.</param>
/// <param name="Refusal">What is missing; <see langword="null"/> when allowed.</param>
/// <param name="Policies">
/// The policies that the caller could ask for to be allowed, by name, as far as claims and directory tell: fact sources are not asked. Empty for a
/// caller who was told as often in the last hour as <see cref="JitLimits.RefusedCommandsPerHour"/> allows.
/// </param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitCheckExplanation(
    bool IsAllowed, string? GrantId, Deadline? Ends, Explanation? Refusal, ImmutableArray<string> Policies);
