namespace JitAccess;

/// <summary>What a policy set would have made of requests that were made.</summary>
/// <param name="Differences">The requests that it would have decided otherwise, newest first.</param>
/// <param name="Judged">How many requests of this part were judged.</param>
/// <param name="Untold">
/// Of how many it cannot be told: more time for a grant, or what is known of the requester does not satisfy the policy that was in force either.
/// </param>
/// <param name="Next">What to pass on for the next part; <see langword="null"/> when this was the last.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyReplay(IReadOnlyList<PolicyReplayDifference> Differences, int Judged, int Untold, string? Next);
