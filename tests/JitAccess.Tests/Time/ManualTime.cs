using NodaTime;

namespace JitAccess.Tests.Time;

/// <summary>A time provider whose wall clock, monotonic clock and timers move when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private Instant _wall = Start;
    private Duration _monotonic = Duration.FromDays(1);

    public override long TimestampFrequency => 1000;

    public JitClock Clock => new(this);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _wall.ToDateTimeOffset();
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return (long)_monotonic.TotalMilliseconds;
        }
    }

    /// <summary>How long until the next timer is due; <see langword="null"/> while none is set, or while something runs that a timer limits.</summary>
    public Duration? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count == 0 || _timers.Exists(static timer => timer.IsLimit) ? null : _timers.Min(static timer => timer.DueAt) - _monotonic;
            }
        }
    }

    /// <summary>Moves both clocks and fires what is due.</summary>
    public void Advance(Duration duration)
    {
        StepWall(duration);
        List<ManualTimer> due;
        lock (_lock)
        {
            _monotonic += duration;
            due = _timers.Where(timer => timer.DueAt <= _monotonic).ToList();
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Moves the wall clock alone: a correction, or the machine was suspended.</summary>
    public void StepWall(Duration duration)
    {
        lock (_lock)
        {
            _wall += duration;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // One shot only: nothing that is tested with it needs a period.
    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public Duration DueAt { get; private set; }

        /// <summary>Whether it cancels something; nobody waits for it to fire.</summary>
        public bool IsLimit => state is CancellationTokenSource;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = time._monotonic + Duration.FromTimeSpan(dueTime);
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
