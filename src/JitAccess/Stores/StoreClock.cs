using NodaTime;

namespace JitAccess.Stores;

/// <summary>
/// The time of a store: a clock's in whole milliseconds, but never before the last entry, and never back. While the clock is behind a time that
/// was given before, that time is carried on by the machine's monotonic clock.
/// </summary>
/// <remarks>
/// <para>
/// The monotonic clock counts 0.1 % less than it shows, so that clocks which merely run at different rates do not drive the store's time
/// ahead of the wall clock. A wall clock that stepped forward and back again leaves the store ahead of it until the process starts anew:
/// what has ended does not live again.
/// </para>
/// <para>Safe for concurrent use; every reading takes a short lock.</para>
/// </remarks>
public sealed class StoreClock
{
    private const long RateAllowance = 1000;

    private readonly Lock _lock = new();
    private readonly JitClock _clock;
    private long _given = long.MinValue;
    private long _givenAt;

    /// <summary>Initialises a clock.</summary>
    /// <param name="timeProvider">The wall clock and the monotonic clock.</param>
    public StoreClock(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _clock = new JitClock(timeProvider);
    }

    /// <summary>Reads the time of a store that has no clock of its own: that of the machine.</summary>
    /// <param name="lastEntry">The time of the journal's last entry; <see langword="null"/> when it has none.</param>
    /// <returns>
    /// Whole milliseconds: the latest of the wall clock, <paramref name="lastEntry"/>, and the last reading carried on.
    /// </returns>
    public Instant Now(Instant? lastEntry) => Latest(lastEntry, null);

    /// <summary>Gives the time of a store that has a clock of its own, such as a database server's, which may step.</summary>
    /// <param name="lastEntry">The time of the journal's last entry; <see langword="null"/> when it has none.</param>
    /// <param name="reading">What the store's clock said, read after the lock or snapshot on which the answer rests was taken.</param>
    /// <returns>
    /// Whole milliseconds: the latest of <paramref name="reading"/>, <paramref name="lastEntry"/>, and what was given before carried on.
    /// </returns>
    public Instant Now(Instant? lastEntry, Instant reading) => Latest(lastEntry, reading);

    private Instant Latest(Instant? lastEntry, Instant? reading)
    {
        lock (_lock)
        {
            // INVARIANT: the wall clock is read under the lock, or a reading that was overtaken would count as a step back.
            var (clock, timestamp) = (reading?.ToUnixTimeMilliseconds() ?? _clock.WallMilliseconds, _clock.Timestamp);
            var known = Math.Max(clock, lastEntry?.ToUnixTimeMilliseconds() ?? long.MinValue);
            var carried = _given == long.MinValue ? long.MinValue : _given + CarriedOn(_clock.MillisecondsBetween(_givenAt, timestamp));

            // INVARIANT: what is carried on starts at a reading of another clock, never at a carried one, so that nothing is lost by rounding: not even where
            // the last entry was sealed by it.
            if (known > carried)
            {
                (_given, _givenAt) = (known, timestamp);
            }

            return Instant.FromUnixTimeMilliseconds(Math.Max(known, carried));
        }
    }

    private static long CarriedOn(long elapsed) => elapsed - (elapsed / RateAllowance);
}
