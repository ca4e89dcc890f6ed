using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>Nodes that take for a proof of freshness what is none.</summary>
internal static class ProofDefects
{
    /// <summary>The lease runs from the receipt of an answer.</summary>
    internal sealed class LeaseFromReceipt(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            return step.State.Proof is { } proof && proof != state.Proof ? step with { State = step.State with { Proof = proof with { Sent = now } } } : step;
        }
    }

    /// <summary>Who hears a hint is in touch with the store, and so believes to be fresh.</summary>
    internal sealed class HintIsProof(long bound) : NodeRules(bound)
    {
        public override NodeStep Hear(NodeProtocol protocol, NodeState state, NodeTime now)
        {
            var step = base.Hear(protocol, state, now);
            return step.State.Proof is { } proof ? step with { State = step.State with { Proof = proof with { Sent = now } } } : step;
        }
    }

    /// <summary>An answer to an old poll counts for the one that was sent after it.</summary>
    internal sealed class OldAnswerAccepted(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) => base.Step(
            protocol,
            state,
            message is NodeMessage.PageRead page && state is { Outstanding: { } poll, Cursor: not null } ? page with { Poll = poll.Id } : message,
            now);
    }

    /// <summary>The first page proves as much as the last.</summary>
    internal sealed class FirstPageIsProof(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            var isPage = message is NodeMessage.PageRead page && page.Poll == state.Outstanding?.Id && step.State.Fault is null;
            return isPage && step.State.Proof is { } proof ? step with { State = step.State with { Proof = proof with { Sent = state.Outstanding!.Sent } } } : step;
        }
    }

    /// <summary>Nobody asks whether the store holds what was read before.</summary>
    internal sealed class NoPrefixProof(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            base.Step(protocol, state, message is NodeMessage.PageRead page ? page with { HoldsPrefix = true } : message, now);
    }

    /// <summary>Nobody asks which life of the store answers.</summary>
    internal sealed class IncarnationIgnored(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            base.Step(protocol, state, message is NodeMessage.PageRead page ? page with { Incarnation = state.Incarnation ?? "" } : message, now);
    }

    /// <summary>A node begins anew, whatever is in its file.</summary>
    internal sealed class NothingRecalled(long bound) : NodeRules(bound)
    {
        public override NodeState Recall(NodeState kept) => NodeState.New;
    }

    /// <summary>Whatever adoption the store can show is one that this node does not know yet.</summary>
    internal sealed class OldAdoptionBelieved(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            base.Step(protocol, message is NodeMessage.EpochRead ? state with { Epoch = 0, Remembered = null } : state, message, now);
    }

    /// <summary>Who refuses a store that was put back looks again, as a process does that starts.</summary>
    internal sealed class FaultForgiven(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now) =>
            base.Step(protocol, state.IsReplaced ? NodeState.New with { Polls = state.Polls } : state, message, now);
    }

    /// <summary>A node's time goes where the store's goes, even back.</summary>
    internal sealed class TimeFollowsTheStoreBack(long bound) : NodeRules(bound)
    {
        public override NodeStep Step(NodeProtocol protocol, NodeState state, NodeMessage message, NodeTime now)
        {
            var step = base.Step(protocol, state, message, now);
            return message is NodeMessage.PageRead page && step.State.Proof is { } proof && proof != state.Proof
                ? step with { State = step.State with { Proof = new Proof(proof.Sent, page.Head.StoreTime.ToUnixTimeMilliseconds(), proof.Sent) } }
                : step;
        }
    }
}
