namespace JitAccess.Testing;

/// <summary>The timers that are set, by due instant and, within one, by the order in which they were set.</summary>
/// <remarks>Not thread-safe: <see cref="FakeTime"/> guards it.</remarks>
internal sealed class FakeTimers
{
    private readonly SortedDictionary<(long Due, long Order), FakeTimer> _byDue = [];
    private readonly Dictionary<FakeTimer, ((long Due, long Order) Key, TimeSpan Period)> _set = [];
    private long _order;

    /// <summary>When the next timer is due, on the monotonic clock.</summary>
    public long? NextDue => _byDue.Count == 0 ? null : _byDue.First().Key.Due;

    /// <summary>Sets a timer anew, or stops it.</summary>
    public void Set(FakeTimer timer, long? due, TimeSpan period)
    {
        if (_set.Remove(timer, out var before))
        {
            _byDue.Remove(before.Key);
        }

        if (due is { } at)
        {
            var key = (at, _order++);
            _byDue.Add(key, timer);
            _set.Add(timer, (key, period));
        }
    }

    /// <summary>Takes the first timer that is due; one that repeats is due again a period after it was due, not after it fired.</summary>
    public FakeTimer? TakeDue(long now)
    {
        if (NextDue is not { } due || due > now)
        {
            return null;
        }

        var timer = _byDue.First().Value;
        var period = _set[timer].Period;
        Set(timer, period > TimeSpan.Zero ? due + period.Ticks : null, period);
        return timer;
    }
}
