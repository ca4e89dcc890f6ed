namespace JitAccess;

/// <summary>What the directory answered and when it was asked, on both clocks.</summary>
/// <param name="Entry">The entry; <see langword="null"/> when the directory does not know the subject.</param>
/// <param name="AskedAt">The wall clock before the look-up, in milliseconds since the Unix epoch.</param>
/// <param name="Timestamp">The monotonic clock before the look-up.</param>
internal sealed record DirectoryAnswer(DirectoryEntry? Entry, long AskedAt, long Timestamp)
{
    /// <summary>
    /// Whether the answer is younger than a bound on each clock. The monotonic clock stops in suspend, the wall clock steps: the later of both
    /// decides, and an answer from the future is not fresh.
    /// </summary>
    public bool IsFresh(JitClock clock, long boundMilliseconds)
    {
        var wall = clock.WallMilliseconds - AskedAt;
        var monotonic = clock.MillisecondsBetween(Timestamp, clock.Timestamp);
        return wall >= 0 && wall < boundMilliseconds && monotonic >= 0 && monotonic < boundMilliseconds;
    }
}
