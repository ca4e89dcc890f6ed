using JitAccess.Nodes;

namespace JitAccess.Simulation;

/// <summary>Nodes that check by clocks of their own making.</summary>
internal abstract class ClockDefects(long bound) : NodeRules(bound)
{
    public override bool Allows(NodeFreshness freshness, NodeTime now, SubjectHandle subject, SimulatedGrant grant) =>
        freshness.State is { Fault: null, Proof: { } proof }
        && Since(proof.Sent, now) < Lease(freshness)
        && Array.Exists(subject.Grants?.Grants ?? [], held => !held.AtFirstUse && held.Covers(SimulatedGrant.PermissionName, grant.Resource) && Lives(held, grant, TimeAt(proof, now)));

    protected virtual long Lease(NodeFreshness freshness) => freshness.Protocol.Lease;

    protected virtual long Since(NodeTime sent, NodeTime now) => now.Since(sent);

    protected virtual long TimeAt(Proof proof, NodeTime now) => proof.TimeAt(now);

    protected virtual bool Lives(LiveGrant held, SimulatedGrant grant, long time) => held.LivesAt(time);

    /// <summary>The earlier clock measures the age of a proof.</summary>
    internal sealed class EarlierClockMeasuresTheLease(long bound) : ClockDefects(bound)
    {
        protected override long Since(NodeTime sent, NodeTime now) => Math.Min(now.MonotonicSince(sent), now.Wall - sent.Wall);
    }

    /// <summary>The monotonic clock alone measures the age of a proof, and it stops in suspend.</summary>
    internal sealed class MonotonicClockMeasuresTheLease(long bound) : ClockDefects(bound)
    {
        protected override long Since(NodeTime sent, NodeTime now) => now.MonotonicSince(sent);
    }

    /// <summary>The earlier of both clocks says whether a grant has ended.</summary>
    internal sealed class EarlierClockEndsGrants(long bound) : ClockDefects(bound)
    {
        protected override long TimeAt(Proof proof, NodeTime now) => Math.Min(now.Wall, proof.CarriedTo(now));
    }

    /// <summary>A lease as long as the bound, although clocks run at different rates.</summary>
    internal sealed class LeaseWithoutMargin(long bound) : ClockDefects(bound)
    {
        protected override long Lease(NodeFreshness freshness) => StalenessBound;
    }

    /// <summary>A grant is told to the nodes before it starts, and each looks at its own clock.</summary>
    internal sealed class StartComparedAtCheck(long bound) : ClockDefects(bound)
    {
        protected override bool Lives(LiveGrant held, SimulatedGrant grant, long time) =>
            time >= grant.StartMilliseconds && base.Lives(held, grant, time);
    }

    /// <summary>A grant lives at its very end.</summary>
    internal sealed class EndIncluded(long bound) : ClockDefects(bound)
    {
        protected override bool Lives(LiveGrant held, SimulatedGrant grant, long time) => held.LivesAt(time - 1);
    }
}
