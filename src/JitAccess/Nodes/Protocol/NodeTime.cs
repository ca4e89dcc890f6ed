using System.Runtime.InteropServices;

namespace JitAccess.Nodes;

/// <summary>One reading of both clocks of a node.</summary>
/// <param name="Wall">The wall clock in milliseconds since the Unix epoch; it can step in both directions.</param>
/// <param name="Monotonic">
/// The monotonic clock in units of 100 nanoseconds since some moment of its own; it never steps back and may stop while the machine is suspended.
/// </param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NodeTime(long Wall, long Monotonic)
{
    private const long UnitsPerMillisecond = 10_000;

    /// <summary>The same moment in a wall clock that was set back by so many milliseconds.</summary>
    public NodeTime SetBack(long milliseconds) => this with { Wall = Wall - milliseconds };

    /// <summary>How many milliseconds have passed at least: the later of both clocks, since one steps and the other stops.</summary>
    public long Since(NodeTime earlier) => Math.Max(MonotonicSince(earlier), Wall - earlier.Wall);

    /// <summary>How many whole milliseconds the monotonic clock has counted.</summary>
    public long MonotonicSince(NodeTime earlier) => (Monotonic - earlier.Monotonic) / UnitsPerMillisecond;
}
