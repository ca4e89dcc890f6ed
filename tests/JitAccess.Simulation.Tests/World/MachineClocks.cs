namespace JitAccess.Simulation;

/// <summary>
/// The clocks of one machine: rates within 0.5 % of true time, a wall clock that is set forwards and back, a monotonic clock that stops in suspend.
/// </summary>
/// <remarks>
/// The stated assumption is that across a pause at least one of the two keeps running. What it has to mean is that over any stretch as long as the
/// staleness bound one of them counts all of it: a wall clock set back just before a suspend that stops the other hides the suspend from both.
/// Such pairs are kept apart here.
/// </remarks>
internal sealed class MachineClocks : TimeProvider
{
    private const int WorstRatePerMillion = 5000;
    private const long Epoch = 17_724_420_000_000_000; // 2026-03-02T09:00:00Z

    private readonly Agenda _agenda;
    private readonly long _apart;
    private readonly TickingClock _wall;
    private readonly List<(long From, long Until)> _stops = [];
    private TickingClock _monotonic;
    private long _wallLost = long.MinValue / 2;
    private long _monotonicLost = long.MinValue / 2;

    public MachineClocks(Agenda agenda, Dice dice, long bound, bool isAssumptionKept = true)
    {
        _agenda = agenda;
        _apart = isAssumptionKept ? bound + (bound / 10) : 0;
        _wall = new TickingClock(Epoch + dice.Between(-2 * bound, 2 * bound), Rate(dice));
        _monotonic = new TickingClock(dice.Between(0, bound), Rate(dice));
        Clock = new JitClock(this);
    }

    public JitClock Clock { get; }

    /// <summary>Told that a timer was set, by who sets it.</summary>
    public Action? TimerSet { get; set; }

    /// <summary>Told the moment at which a timer was set, when it fires.</summary>
    public Action<long>? TimerFired { get; set; }

    public long WallMilliseconds => _wall.At(_agenda.Now) / Ticks.PerMillisecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_wall.At(_agenda.Now));

    public override long GetTimestamp() => _monotonic.At(_agenda.Now);

    /// <summary>The moment at which the wall clock shows a time, if nothing happens to it.</summary>
    public long MomentOfWall(long unixMilliseconds) => _wall.MomentOf(Ticks.OfMilliseconds(unixMilliseconds));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MachineTimer(_agenda, this, callback, state);
        timer.Change(dueTime, period);
        TimerSet?.Invoke();
        return timer;
    }

    /// <summary>The moment at which the monotonic clock has counted a duration from now on.</summary>
    public long MomentAfter(TimeSpan duration) => _monotonic.MomentOf(GetTimestamp() + duration.Ticks) + 1;

    public bool TryStepWall(long by)
    {
        if (by < 0 && _agenda.Now - _monotonicLost < _apart)
        {
            return false;
        }

        _wallLost = by < 0 ? _agenda.Now : _wallLost;
        _wall.Step(_agenda.Now, by);
        return true;
    }

    /// <summary>Suspends: the monotonic clock stands still, the wall clock goes on.</summary>
    public bool TryStopMonotonic(long until)
    {
        if (_agenda.Now - _wallLost < _apart)
        {
            return false;
        }

        _monotonicLost = until;
        _stops.Add((_agenda.Now, until));
        _monotonic.Stand(_agenda.Now);
        return true;
    }

    /// <summary>Freezes a virtual machine whose wall clock its host does not correct.</summary>
    public bool TryStopWall(long until)
    {
        if (_agenda.Now - _monotonicLost < _apart)
        {
            return false;
        }

        _wallLost = until;
        _wall.Stand(_agenda.Now);
        return true;
    }

    public void Resume()
    {
        _wall.Run(_agenda.Now);
        _monotonic.Run(_agenda.Now);
    }

    /// <summary>The monotonic clock begins anew; whoever read the old one has died with it.</summary>
    public void Reboot(Dice dice) => _monotonic = new TickingClock(-_agenda.Now, Rate(dice));

    /// <summary>For how long the monotonic clock has stood still since a moment.</summary>
    public long StoodStillSince(long moment)
    {
        var sum = 0L;
        foreach (var (from, until) in _stops)
        {
            sum += Math.Max(0, Math.Min(until, _agenda.Now) - Math.Max(from, moment));
        }

        return sum;
    }

    // Clocks at either end of what is allowed are where a margin shows.
    private static int Rate(Dice dice) => dice.Below(4) switch
    {
        0 => -WorstRatePerMillion,
        1 => WorstRatePerMillion,
        _ => dice.Below(2 * WorstRatePerMillion) - WorstRatePerMillion,
    };
}
