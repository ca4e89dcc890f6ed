namespace JitAccess.Simulation;

/// <summary>True time, which only the oracle can read, and what happens when; what is due at one moment happens in the order in which it was planned.</summary>
internal sealed class Agenda
{
    private const int OrderBits = 20;

    private readonly PriorityQueue<Action, long> _due = new(256);
    private long _order;

    /// <summary>True time in units of 100 nanoseconds since the world began.</summary>
    public long Now { get; private set; }

    public int Happened { get; private set; }

    public void In(long delay, Action what) => At(Now + delay, what);

    public void At(long moment, Action what) => _due.Enqueue(what, (Math.Max(Now, moment) << OrderBits) | _order++);

    public void RunUntil(long end)
    {
        while (_due.TryPeek(out var what, out var key) && key >> OrderBits <= end)
        {
            _due.Dequeue();
            Now = key >> OrderBits;
            Happened++;
            what();
        }

        Now = end;
    }
}
