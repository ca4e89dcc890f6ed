using JitAccess.Nodes;

namespace JitAccess.Tests;

/// <summary>A node that has just read the store.</summary>
internal static class FreshNode
{
    public static NodeState At(JitClock clock)
    {
        var now = clock.Reading;
        return NodeState.New with { Proof = new Proof(now, now.Wall, now) };
    }
}
