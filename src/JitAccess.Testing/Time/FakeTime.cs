using NodaTime;

namespace JitAccess.Testing;

/// <summary>
/// A clock that stands still until a test moves it: the wall clock, the monotonic clock and every timer move together, and only on demand apart.
/// </summary>
/// <remarks>
/// <para>While time advances, each timer fires at its own due instant, in the order of due instants, those of one instant in the order in which
/// they were set; callbacks run one after the other on the thread that advances. What awaits a timer goes on on the thread pool: let it say that
/// it has come to rest before you advance further.</para>
/// <para>The monotonic clock begins at zero, so that code which takes zero for "long ago" shows itself. Thread-safe, but only one thread may
/// advance at a time.</para>
/// </remarks>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly FakeTimers _timers = new();
    private Instant _wall;
    private long _monotonic;
    private int _advancing;

    /// <summary>Initialises a clock.</summary>
    /// <param name="start">The first moment of the wall clock; <see cref="DefaultStart"/> when left out.</param>
    public FakeTime(Instant? start = null) => _wall = start ?? DefaultStart;

    /// <summary>Gets the moment at which a clock starts that is told nothing else: a Monday morning, 2026-03-02T09:00:00Z.</summary>
    public static Instant DefaultStart { get; } = Instant.FromUtc(2026, 3, 2, 9, 0);

    /// <summary>Gets the wall clock's moment.</summary>
    public Instant Now
    {
        get
        {
            lock (_lock)
            {
                return _wall;
            }
        }
    }

    /// <summary>Gets 10,000,000: the monotonic clock counts units of 100 nanoseconds.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _monotonic;
        }
    }

    /// <summary>Moves both clocks forward and fires every timer that falls due on the way, each at its own instant.</summary>
    /// <param name="duration">How far, zero or more, in units of 100 nanoseconds; finer parts are dropped. Zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is negative: use <see cref="StepWall"/>.</exception>
    /// <exception cref="InvalidOperationException">Time is being advanced already, by another thread or from within a timer's callback.</exception>
    public void Advance(Duration duration)
    {
        using var advance = BeginAdvance(duration);
        while (advance.MoveToNextTimer())
        {
            advance.Fire();
        }
    }

    /// <summary>Moves the wall clock alone, as a correction of the machine's time does: no timer fires, and the monotonic clock stands still.</summary>
    /// <param name="duration">How far; negative steps back.</param>
    public void StepWall(Duration duration)
    {
        lock (_lock)
        {
            _wall += duration;
        }
    }

    /// <summary>
    /// Suspends the machine: the wall clock moves on, the monotonic clock stops, and timers keep the time that was left to them, so that they fire
    /// late after the machine has resumed.
    /// </summary>
    /// <param name="duration">For how long; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is not positive.</exception>
    public void Suspend(Duration duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, Duration.Zero);
        StepWall(duration);
    }

    /// <inheritdoc/>
    /// <remarks>A timer that is due at once fires with the next <see cref="Advance"/>, of whatever length.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Begins to advance; whoever does may do other work between two due instants.</summary>
    internal FakeAdvance BeginAdvance(Duration duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, Duration.Zero);
        if (Interlocked.Exchange(ref _advancing, 1) != 0)
        {
            throw new InvalidOperationException("Time is being advanced already; a timer's callback cannot advance it, nor can two threads at once.");
        }

        lock (_lock)
        {
            return new FakeAdvance(this, _monotonic + duration.BclCompatibleTicks);
        }
    }

    internal void EndAdvance() => Volatile.Write(ref _advancing, 0);

    /// <summary>Moves both clocks to the next due instant, or to the target when there is none before it.</summary>
    /// <returns>Whether something is due.</returns>
    internal bool MoveTo(long target)
    {
        lock (_lock)
        {
            var due = _timers.NextDue is { } next && next <= target ? Math.Max(next, _monotonic) : (long?)null;
            var moved = (due ?? target) - _monotonic;
            _wall += Duration.FromTicks(moved);
            _monotonic += moved;
            return due is not null;
        }
    }

    /// <summary>Takes a timer that is due, if there is one, and sets it anew when it repeats.</summary>
    internal FakeTimer? TakeDue()
    {
        lock (_lock)
        {
            return _timers.TakeDue(_monotonic);
        }
    }

    internal void Set(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Set(timer, dueTime == Timeout.InfiniteTimeSpan ? null : _monotonic + dueTime.Ticks, period);
        }
    }
}
