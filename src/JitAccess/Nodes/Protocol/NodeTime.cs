namespace JitAccess.Nodes;

/// <summary>One reading of both clocks of a node, in milliseconds.</summary>
/// <param name="Wall">The wall clock since the Unix epoch; it can step in both directions.</param>
/// <param name="Monotonic">The monotonic clock since some moment of its own; it never steps back and may stop while the machine is suspended.</param>
internal readonly record struct NodeTime(long Wall, long Monotonic)
{
    /// <summary>How much time has passed at least: the later of both clocks, since one steps and the other stops.</summary>
    public long Since(NodeTime earlier) => Math.Max(Monotonic - earlier.Monotonic, Wall - earlier.Wall);
}
