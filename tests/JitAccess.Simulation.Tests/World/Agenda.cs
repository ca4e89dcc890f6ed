using System.Diagnostics.CodeAnalysis;

namespace JitAccess.Simulation;

/// <summary>True time, which only the oracle can read, and what happens when; what is due at one moment happens in the order in which it was planned.</summary>
internal sealed class Agenda
{
    private const int OrderBits = 20;

    private readonly PriorityQueue<Action, long> _due = new(256);
    private readonly Lock _lock = new();
    private long _order;

    /// <summary>True time in units of 100 nanoseconds since the world began.</summary>
    public long Now { get; private set; }

    public int Happened { get; private set; }

    /// <summary>Runs after everything of a moment has happened.</summary>
    public Action? Settle { get; set; }

    public void In(long delay, Action what) => At(Now + delay, what);

    /// <remarks>The one member that the shell of a node calls from other threads.</remarks>
    public void At(long moment, Action what)
    {
        lock (_lock)
        {
            _due.Enqueue(what, (Math.Max(Now, moment) << OrderBits) | _order++);
        }
    }

    public void RunUntil(long end)
    {
        while (TryTake(end, out var what))
        {
            Happened++;
            what();
        }

        Now = end;
    }

    private bool TryTake(long end, [NotNullWhen(true)] out Action? what)
    {
        if (Settle is { } settle && !IsDueNow())
        {
            settle();
        }

        lock (_lock)
        {
            if (!_due.TryPeek(out what, out var key) || key >> OrderBits > end)
            {
                return false;
            }

            _due.Dequeue();
            Now = key >> OrderBits;
            return true;
        }
    }

    private bool IsDueNow()
    {
        lock (_lock)
        {
            return _due.TryPeek(out _, out var key) && key >> OrderBits == Now;
        }
    }
}
