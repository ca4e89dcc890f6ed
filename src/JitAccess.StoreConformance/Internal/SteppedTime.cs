using NodaTime;

namespace JitAccess.Stores;

/// <summary>A clock that moves when a case says so. The monotonic clock stands still; there are no timers.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly Lock _lock = new();
    private Instant _now = Start;

    public override long TimestampFrequency => 1000;

    /// <summary>Gets the wall clock in whole milliseconds, as a store shows it.</summary>
    public Instant Wall
    {
        get
        {
            lock (_lock)
            {
                return Instant.FromUnixTimeMilliseconds(_now.ToUnixTimeMilliseconds());
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now.ToDateTimeOffset();
        }
    }

    public override long GetTimestamp() => 0;

    /// <summary>Moves the wall clock, forward or back.</summary>
    public void StepWall(Duration duration)
    {
        lock (_lock)
        {
            _now += duration;
        }
    }
}
