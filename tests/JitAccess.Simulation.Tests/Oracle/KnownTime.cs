using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>What time it must be for a node at least: the rule <c>max(wall, store time + monotonic time since that poll was sent)</c>, once more.</summary>
internal sealed class KnownTime
{
    private long _time = long.MinValue / 2;
    private NodeTime _at;

    /// <summary>Takes note of a store's time that a poll brought.</summary>
    public void Learn(NodeTime sent, long storeTime)
    {
        if (storeTime > _time + sent.MonotonicSince(_at))
        {
            (_time, _at) = (storeTime, sent);
        }
    }

    public long At(NodeTime now) => Math.Max(now.Wall, _time + now.MonotonicSince(_at));
}
