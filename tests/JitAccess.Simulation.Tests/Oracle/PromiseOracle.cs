using JitAccess.Journal;

namespace JitAccess.Simulation;

/// <summary>Knows true time and every commit, and judges each answer of a node by them alone.</summary>
internal sealed class PromiseOracle(World world)
{
    /// <summary>Asks a node for a grant, and judges its answer.</summary>
    public void Ask(SimulatedNode node, SimulatedGrant grant)
    {
        if (!node.IsSuspended && node.Allows(grant))
        {
            world.Trace.Note(node.Number, $"allows {grant}");
            JudgeAllowed(node, grant);
        }
    }

    /// <summary>The end of one grant waits for nothing on the node that has committed it.</summary>
    public void JudgeCommitted(SimulatedNode node, JournalLine line)
    {
        foreach (var ended in line.Entry.Effects.OfType<GrantEnded>())
        {
            var grant = world.Store.Grants.Find(grant => grant.Live.Grant == ended.Grant)!;
            Demand(!node.Allows(grant), node, grant, "allows what it has ended itself");
        }
    }

    /// <summary>After the faults have ceased, who met none that must make it deny answers again, and allows what is live.</summary>
    public void JudgeRecovered(SimulatedNode node)
    {
        // Who begins anew after an adoption needs a few polls, like everybody who begins.
        var beginsAnew = (node.State.IsReplaced || node.State.Remembered is not null) && world.Now - world.Store.LastAdoption < 2 * world.Bound;
        if (beginsAnew || !world.Store.HoldsOrWasAdopted(node.State) || node.HasHeardOfAnother || (node.IsOldVersion && world.Store.IsNewerThanOld))
        {
            return;
        }

        if (!node.MayAnswer)
        {
            throw new BrokenPromiseException(node.Number, $"still denies after all faults have ceased: {node.State.Fault ?? "it is not fresh"}.");
        }

        foreach (var grant in world.Store.Grants)
        {
            var mayLag = world.Now - grant.LiveFrom < world.Bound;
            var hasEnded = node.Time >= grant.EndMilliseconds;
            Demand(!grant.IsOpen || mayLag || hasEnded || node.HasEnded(grant) || node.Allows(grant), node, grant, "denies what is live");
        }
    }

    private void JudgeAllowed(SimulatedNode node, SimulatedGrant grant)
    {
        Demand(world.Now >= grant.LiveFrom, node, grant, "allows what is not live yet");
        Demand(
            grant.EndedAt == SimulatedGrant.Never || world.Now <= grant.EndedAt + world.Bound, node, grant, "allows what was ended longer than the bound ago");
        Demand(node.Known.At(node.Reading) < grant.EndMilliseconds, node, grant, "allows what has ended by the time that it knows");
        Demand(LeastTimeOf(node) < grant.EndMilliseconds, node, grant, "allows what ended by the store's time before the bound");
        Demand(
            world.Now <= world.Store.ForkedAt + world.Bound || world.Store.Holds(node.State),
            node,
            grant,
            "answers by a journal that the store has not held for longer than the bound");
        Demand(
            world.Now <= world.Store.ForkedAt + world.Bound || world.Store.HoldsOrWasAdopted(node.HasRead),
            node,
            grant,
            "answers by a store that has forgotten what this node had read");
    }

    // A node that is fresh has asked the store within the bound. Rates differ by 1 % at most, and a clock that stood still counts nothing.
    private long LeastTimeOf(SimulatedNode node)
    {
        if (world.Store.TimeGivenBy(world.Now - world.Bound) is not { } given)
        {
            return long.MinValue;
        }

        var passed = world.Now - given.Moment;
        return given.Time - 2 + ((passed - (passed * 15 / 1000) - node.Clocks.StoodStillSince(given.Moment)) / Ticks.PerMillisecond);
    }

    private void Demand(bool holds, SimulatedNode node, SimulatedGrant grant, string what)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(
                node.Number,
                $"{what}: grant {grant}, live since {Shown(grant.LiveFrom)}, ended at {Shown(grant.EndedAt)}, at {Shown(world.Now)}; "
                + $"its end is {grant.EndMilliseconds}, the node knows {node.Known.At(node.Reading)}.");
        }
    }

    private static string Shown(long moment) => moment == SimulatedGrant.Never
        ? "no time"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{moment / (double)Ticks.PerMillisecond:F3} ms");
}
