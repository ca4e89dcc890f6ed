using JitAccess.Nodes;
using NodaTime;

namespace JitAccess;

/// <summary>The one seam to time: wall clock, monotonic clock and timers of a <see cref="TimeProvider"/>.</summary>
/// <remarks>Thread-safe. Nothing else in the library reads a clock.</remarks>
internal sealed class JitClock(TimeProvider provider)
{
    // Of GetTickCount64 on Windows; CLOCK_MONOTONIC_COARSE counts 10 ms at most.
    private const long CoarseMilliseconds = 16;

    private readonly bool _isOfMachine = ReferenceEquals(provider, TimeProvider.System);

    /// <summary>The machine's own time, for an application that registers no other.</summary>
    public static TimeProvider SystemTime => TimeProvider.System;

    /// <summary>The provider, for timers.</summary>
    public TimeProvider Provider { get; } = provider;

    /// <summary>The wall clock in milliseconds since the Unix epoch; it can step in both directions. That of the machine is read without detours, on every check.</summary>
    public long WallMilliseconds =>
        _isOfMachine ? (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond : Provider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The wall clock as an instant in whole milliseconds.</summary>
    public Instant Wall => Instant.FromUnixTimeMilliseconds(WallMilliseconds);

    /// <summary>A reading of the monotonic clock; it never steps back and may stop while the machine is suspended.</summary>
    public long Timestamp => Provider.GetTimestamp();

    /// <summary>
    /// Both clocks, read one after the other, on every check. Of the machine's own it is the monotonic clock that the system has at hand, which costs a quarter of
    /// the precise one and is late by up to <see cref="Granularity"/>.
    /// </summary>
    public NodeTime Reading => new(
        WallMilliseconds,
        _isOfMachine ? Environment.TickCount64 * TimeSpan.TicksPerMillisecond : (long)((Int128)Timestamp * TimeSpan.TicksPerSecond / Provider.TimestampFrequency));

    /// <summary>How late the monotonic clock of a <see cref="Reading"/> may be, in milliseconds.</summary>
    public long Granularity => _isOfMachine ? CoarseMilliseconds : 0;

    /// <summary>Seconds between two readings of the monotonic clock, with fractions.</summary>
    public double SecondsBetween(long start, long end) => Provider.GetElapsedTime(start, end).TotalSeconds;

    /// <summary>Milliseconds between two readings of the monotonic clock.</summary>
    public long MillisecondsBetween(long start, long end) =>
        (long)((Int128)(end - start) * 1000 / Provider.TimestampFrequency);
}
