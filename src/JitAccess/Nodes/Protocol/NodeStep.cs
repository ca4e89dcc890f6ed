using System.Collections.Immutable;

namespace JitAccess.Nodes;

/// <summary>The outcome of a message: what the node knows now, and what it does.</summary>
internal readonly record struct NodeStep(NodeState State, ImmutableArray<NodeEffect> Effects);
