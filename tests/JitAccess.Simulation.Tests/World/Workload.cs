using JitAccess.Journal;

namespace JitAccess.Simulation;

/// <summary>What people commit: grants, now and for later, and their ends, through a node or elsewhere.</summary>
internal sealed class Workload(World world)
{
    private const int MostGrants = 512;

    private static readonly Reason[] Reasons = [Reason.Revoked, Reason.Released, Reason.UsedUp];

    public void Begin()
    {
        for (var first = 0; first < 3; first++)
        {
            Commit(Grant());
        }

        Next();
    }

    /// <summary>Somebody ends a grant that is live.</summary>
    public void EndOne()
    {
        if (Open() is { } grant)
        {
            var reason = world.Dice.Pick(Reasons);
            if (world.Faults.HasTwoVersions && world.Dice.Chance(50))
            {
                Told(Hinted(world.Store.End(grant, reason, isUnknownToOld: true)), grant); // a node of the new version has done it
            }
            else
            {
                Commit(() => Told(world.Store.End(grant, reason), grant));
            }
        }
    }

    private void Next() => world.Agenda.In(world.Dice.Between(world.Bound / 16, world.Bound / 4), () =>
    {
        Work();
        Next();
    });

    private void Work()
    {
        switch (world.Dice.Below(100))
        {
            case < 34:
                Commit(Grant());
                break;
            case < 40:
                Commit(Await());
                break;
            case < 50:
                PlanGrant();
                break;
            case < 56 when world.Store.Grants.FindAll(static grant => grant.IsWaiting) is { Count: > 0 } waiting:
                var used = world.Dice.Pick(waiting);
                Commit(() => world.Store.BeginWithUse(used));
                break;
            case < 82:
                EndOne();
                break;
            case < 87:
                var subject = world.Dice.Below(SimulatedGrant.Subjects.Count);
                Commit(() => world.Store.EndAllOf(subject));
                break;
            case < 89:
                Commit(world.Store.BeginEpoch);
                break;
            default:
                Commit(world.Store.Tell);
                break;
        }
    }

    // An ordinary command: through some node, which then knows of it at once, or elsewhere.
    private void Commit(Func<JournalLine?> commit)
    {
        if (world.Dice.Chance(600))
        {
            world.Dice.Pick(world.Nodes).Commit(() => Hinted(commit()));
        }
        else
        {
            Hinted(commit());
        }
    }

    private JournalLine? Hinted(JournalLine? line)
    {
        world.Trace.Note($"the store is at {world.Store.Position}: {(line is null ? "nothing" : string.Join(", ", line.Entry.Effects.Select(Shown)))}");
        foreach (var node in world.Nodes)
        {
            if (world.Dice.Chance(700))
            {
                var life = node.Life;
                node.Network.ToNode(() => node.Hear(life));
            }
        }

        return line;
    }

    private Func<JournalLine?> Grant()
    {
        var grant = Make(startsIn: 0);
        return () => grant is null ? null : world.Store.Begin(grant);
    }

    private Func<JournalLine?> Await()
    {
        var grant = Make(startsIn: 0, waits: true);
        return () => grant is null ? null : world.Store.Await(grant);
    }

    private void PlanGrant()
    {
        if (Make(world.Dice.Between(world.BoundMilliseconds / 4, 2 * world.BoundMilliseconds)) is { } grant)
        {
            world.Store.Plan(grant);
        }
    }

    private SimulatedGrant? Make(long startsIn, bool waits = false)
    {
        var number = world.Store.Grants.Count;
        if (number == MostGrants)
        {
            return null;
        }

        var start = world.Store.Time().ToUnixTimeMilliseconds() + startsIn;
        var end = start + world.Dice.Between(world.BoundMilliseconds / 4, 8 * world.BoundMilliseconds);
        var grant = new SimulatedGrant(number, world.Dice.Below(SimulatedGrant.Subjects.Count), start, end)
        {
            // Its end may lie after the moment until which it waits, or before.
            WaitsUntilMilliseconds = waits ? start + world.Dice.Between(world.BoundMilliseconds / 4, 8 * world.BoundMilliseconds) : null,
        };
        world.Store.Grants.Add(grant);
        Askers.AskAroundEnd(world, grant);
        if (world.Dice.Chance(500))
        {
            world.Agenda.At(world.Store.MomentOf(end), () => Expire(grant));
        }

        return grant;
    }

    private void Expire(SimulatedGrant grant)
    {
        if (grant.Live.End.HasPassed(world.Store.Time()))
        {
            Hinted(world.Store.End(grant, Reason.Expired));
        }
    }

    private static string Shown(Effect effect) => effect switch
    {
        GrantLive { AtFirstUse: true } waits => $"{waits.Grant} waits for its first use until {waits.End.UnixMilliseconds}",
        GrantLive live => $"{live.Grant} is live until {live.End.UnixMilliseconds}",
        GrantEnded ended => $"{ended.Grant} has ended ({ended.Because.Code})",
        _ => effect.ToString(),
    };

    private JournalLine? Told(JournalLine? line, SimulatedGrant grant)
    {
        if (line is not null)
        {
            Askers.AskAroundBound(world, grant);
        }

        return line;
    }

    private SimulatedGrant? Open()
    {
        var open = world.Store.Grants.FindAll(static grant => grant.IsHeld);
        return open.Count == 0 ? null : world.Dice.Pick(open);
    }
}
