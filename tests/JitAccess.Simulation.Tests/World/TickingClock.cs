namespace JitAccess.Simulation;

/// <summary>A clock that runs at a rate of its own, can be set, and can stand still.</summary>
internal sealed class TickingClock(long value, int ratePerMillion)
{
    private const long Million = 1_000_000;

    private long _value = value;
    private long _since;
    private bool _stands;

    public long At(long moment) => _stands ? _value : _value + Counted(moment - _since);

    public void Step(long moment, long by) => (_value, _since) = (At(moment) + by, moment);

    public void Stand(long moment)
    {
        Step(moment, 0);
        _stands = true;
    }

    public void Run(long moment)
    {
        _since = _stands ? moment : _since;
        _stands = false;
    }

    /// <summary>The moment at which it shows a value, if nothing happens to it.</summary>
    public long MomentOf(long value) => _since + ((value - _value) * Million / (Million + ratePerMillion));

    private long Counted(long elapsed) => elapsed + (elapsed * ratePerMillion / Million);
}
