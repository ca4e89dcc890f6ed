namespace JitAccess.Simulation;

/// <summary>A node did what it must never do.</summary>
internal sealed class BrokenPromiseException(int node, string message) : Exception($"Node {node} {message}")
{
    public int Node { get; } = node;
}
