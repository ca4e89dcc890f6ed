namespace JitAccess.Simulation;

/// <summary>A timer that fires once, by the monotonic clock of its machine.</summary>
internal sealed class MachineTimer(Agenda agenda, MachineClocks machine, TimerCallback callback, object? state) : ITimer
{
    private int _setting;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var setting = Interlocked.Increment(ref _setting);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            var setAt = agenda.Now;
            agenda.At(machine.MomentAfter(dueTime), () => Fire(setting, setAt));
        }

        return true;
    }

    public void Dispose() => Interlocked.Increment(ref _setting);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire(int setting, long setAt)
    {
        if (setting == Volatile.Read(ref _setting))
        {
            machine.TimerFired?.Invoke(setAt);
            callback(state);
        }
    }
}
