using NodaTime;

namespace JitAccess;

/// <summary>A request that a policy set would have decided otherwise when it was made.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Policy">The policy that it named.</param>
/// <param name="AskedAt">When it was made.</param>
/// <param name="Was">What became of it then, before any approval.</param>
/// <param name="Would">What would have become of it.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyReplayDifference(string RequestId, string Policy, Instant AskedAt, PolicyOutcome Was, PolicyOutcome Would)
{
    /// <summary>Gets why it would have been refused; <see langword="null"/> when it would not. <value>The default is <see langword="null"/>.</value></summary>
    public Explanation? Refusal { get; init; }

    /// <summary>Says it in one line without a word of personal text, so that it is safe to log.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Policy} {RequestId}: {Was} -> {Would}{(Refusal is null ? "" : $" ({Refusal.Reason})")}";
}
