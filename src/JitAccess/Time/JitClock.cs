using JitAccess.Nodes;
using NodaTime;

namespace JitAccess;

/// <summary>The one seam to time: wall clock, monotonic clock and timers of a <see cref="TimeProvider"/>.</summary>
/// <remarks>Thread-safe. Nothing else in the library reads a clock.</remarks>
internal sealed class JitClock(TimeProvider provider)
{
    /// <summary>The machine's own time, for an application that registers no other.</summary>
    public static TimeProvider SystemTime => TimeProvider.System;

    /// <summary>The provider, for timers.</summary>
    public TimeProvider Provider { get; } = provider;

    /// <summary>The wall clock in milliseconds since the Unix epoch; it can step in both directions.</summary>
    public long WallMilliseconds => Provider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The wall clock as an instant in whole milliseconds.</summary>
    public Instant Wall => Instant.FromUnixTimeMilliseconds(WallMilliseconds);

    /// <summary>A reading of the monotonic clock; it never steps back and may stop while the machine is suspended.</summary>
    public long Timestamp => Provider.GetTimestamp();

    /// <summary>Both clocks, read one after the other.</summary>
    public NodeTime Reading => new(WallMilliseconds, (long)((Int128)Timestamp * TimeSpan.TicksPerSecond / Provider.TimestampFrequency));

    /// <summary>Seconds between two readings of the monotonic clock, with fractions.</summary>
    public double SecondsBetween(long start, long end) => Provider.GetElapsedTime(start, end).TotalSeconds;

    /// <summary>Milliseconds between two readings of the monotonic clock.</summary>
    public long MillisecondsBetween(long start, long end) =>
        (long)((Int128)(end - start) * 1000 / Provider.TimestampFrequency);
}
