using JitAccess.Journal;

namespace JitAccess.Simulation;

/// <summary>A store that is told of a grant before it starts, so that its nodes have to look at their clocks.</summary>
internal sealed class EarlyGrantStore(Agenda agenda, Dice dice, long bound) : SimulatedStore(agenda, dice, bound)
{
    public override void Plan(SimulatedGrant grant)
    {
        Append([grant.Live], position => grant.LivePosition = position);
        StartIfDue(grant);
    }

    private void StartIfDue(SimulatedGrant grant)
    {
        var left = grant.StartMilliseconds - Time().ToUnixTimeMilliseconds();
        if (left > 0)
        {
            Agenda.In(Ticks.OfMilliseconds(left), () => StartIfDue(grant));
        }
        else
        {
            grant.LiveFrom = Agenda.Now;
        }
    }
}
