using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess.Simulation;

/// <summary>Nodes that do not do what the journal says.</summary>
internal static class JournalDefects
{
    /// <summary>An effect that this version does not know means nothing to it.</summary>
    internal sealed class UnknownEffectIgnored(long bound) : NodeRules(bound)
    {
        public override ChainedEntry Read(JournalLine line, bool isOldVersion) => base.Read(line, isOldVersion) with { Fault = null };
    }

    /// <summary>Of the ends in one page only the last is carried out.</summary>
    internal sealed class RevocationSkipped(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            var last = step.Effects.LastOrDefault(IsEnd);
            return step with { Effects = [.. step.Effects.Where(effect => !IsEnd(effect) || ReferenceEquals(effect, last))] };
        }

        private static bool IsEnd(NodeEffect effect) => effect is NodeEffect.ApplyToTable { Effect: GrantEnded };
    }

    /// <summary>The end of all grants of a subject, and of everybody's, is left to those who end them one by one.</summary>
    internal sealed class MassEndIgnored(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            return step with { Effects = [.. step.Effects.Where(effect => effect is not NodeEffect.ApplyToTable { Effect: SubjectEnded or Epoch })] };
        }
    }

    /// <summary>A grant that waits for its first use admits operations at once.</summary>
    internal sealed class WaitingTakenForLive(long bound) : NodeRules(bound)
    {
        public override bool Allows(NodeFreshness freshness, NodeTime now, SubjectHandle subject, SimulatedGrant grant) =>
            new GrantChecker(freshness).Check(subject, SimulatedGrant.PermissionName, grant.Resource) is { IsAllowed: true } or { NeedsCommit: true };
    }

    /// <summary>A grant that a node knows to wait waits for ever.</summary>
    internal sealed class FirstUseIgnored(long bound) : NodeRules(bound)
    {
        private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            _waiting.UnionWith(step.Effects.Select(EffectOf).Where(live => live?.AtFirstUse == true).Select(live => live!.Grant));
            return step with { Effects = [.. step.Effects.Where(effect => EffectOf(effect) is not { AtFirstUse: false } live || !_waiting.Contains(live.Grant))] };
        }

        private static GrantLive? EffectOf(NodeEffect effect) => (effect as NodeEffect.ApplyToTable)?.Effect as GrantLive;
    }

    /// <summary>Who has committed something has read the journal up to there, whatever others committed before it.</summary>
    internal sealed class OwnCommitSkipsOthers(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            message is NodeMessage.Committed { Entries: [var entry, ..] } && state is { Fault: null, Cursor: { } cursor } && entry.Position > cursor.Position
                ? base.Step(protocol, state with { Cursor = new JournalCursor(entry.Position - 1, entry.Previous) }, message, now)
                : base.Step(protocol, state, message, now);
    }

    /// <summary>The end of one's own making waits for its turn.</summary>
    internal sealed class OwnEndWaits(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            message is NodeMessage.Committed committed && committed.Entries[0].Position > state.Cursor?.Position + 1
                ? new NodeStep(state with { PollAgain = state.Outstanding is not null }, [])
                : base.Step(protocol, state, message, now);
    }

    /// <summary>A node that starts takes only what is committed from then on: it denies what is live.</summary>
    internal sealed class SnapshotNotLoaded(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            return step with { Effects = [.. step.Effects.Where(effect => effect is not NodeEffect.LoadTable)] };
        }
    }
}
