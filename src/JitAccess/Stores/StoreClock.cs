using NodaTime;

namespace JitAccess.Stores;

/// <summary>The time of a store that has no clock of its own: the machine's wall clock in whole milliseconds, but never before the last entry.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class StoreClock
{
    private readonly JitClock _clock;

    /// <summary>Initialises a clock.</summary>
    /// <param name="timeProvider">The wall clock.</param>
    public StoreClock(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _clock = new JitClock(timeProvider);
    }

    /// <summary>Reads the store's time.</summary>
    /// <param name="lastEntry">The time of the journal's last entry; <see langword="null"/> when it has none.</param>
    /// <returns>Whole milliseconds; <paramref name="lastEntry"/> while the wall clock is behind it.</returns>
    public Instant Now(Instant? lastEntry)
    {
        var wall = _clock.Wall;
        return lastEntry is { } last ? Instant.Max(wall, last) : wall;
    }
}
