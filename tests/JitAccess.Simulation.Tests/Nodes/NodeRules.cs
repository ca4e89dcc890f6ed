using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>What a simulated node goes by: the production objects, asked the production way. A planted defect overrides one answer.</summary>
/// <param name="stalenessBound">T, in milliseconds.</param>
internal class NodeRules(long stalenessBound)
{
    protected long StalenessBound { get; } = stalenessBound;

    /// <summary>A message, as <see cref="NodeFollower"/> takes it.</summary>
    public virtual NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) => protocol.Step(state, message, now);

    /// <summary>What a node that starts takes out of its file.</summary>
    public virtual NodeState Recall(NodeState kept) => kept;

    /// <summary>A hint that something was committed.</summary>
    public virtual NodeStep Hear(NodeProtocol protocol, NodeState state, NodeTime now) => Step(protocol, state, NodeMessage.PollDue.Now, now);

    /// <summary>An entry, as <see cref="NodeReader"/> reads it.</summary>
    public virtual ChainedEntry Read(JournalLine line, bool isOldVersion) =>
        isOldVersion && line.IsUnknownToOld ? line.Entry with { Effects = [], Fault = JournalLine.UnknownEffect } : line.Entry;

    /// <summary>The hot check.</summary>
    public virtual bool Allows(NodeFreshness freshness, NodeTime now, SubjectHandle subject, SimulatedGrant grant) =>
        new GrantChecker(freshness).Check(subject, SimulatedGrant.PermissionName, grant.Resource).IsAllowed;
}
