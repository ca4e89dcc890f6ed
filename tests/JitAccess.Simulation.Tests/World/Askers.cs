namespace JitAccess.Simulation;

/// <summary>Those who ask the nodes: at any moment, and where a mistake would show.</summary>
internal sealed class Askers(World world)
{
    public void Begin() => world.Agenda.In(world.Dice.Between(0, world.Bound / 12), () =>
    {
        if (world.Store.Grants.Count > 0)
        {
            var node = world.Dice.Pick(world.Nodes);
            for (var question = 0; question < 3; question++)
            {
                world.Oracle.Ask(node, world.Dice.Pick(world.Store.Grants));
            }
        }

        Begin();
    });

    /// <summary>Asks every node just after the bound has passed since a grant was ended, and once before.</summary>
    public static void AskAroundBound(World world, SimulatedGrant grant)
    {
        foreach (var node in world.Nodes)
        {
            world.Agenda.In(world.Bound + world.Dice.Between(1, world.Bound / 100), () => world.Oracle.Ask(node, grant));
            world.Agenda.In(world.Dice.Between(0, 2 * world.Bound), () => world.Oracle.Ask(node, grant));
        }
    }

    /// <summary>Asks a node around the end of a grant: by its own wall clock, and by the store's.</summary>
    public static void AskAroundEnd(World world, SimulatedGrant grant)
    {
        var node = world.Dice.Pick(world.Nodes);
        AskAround(node.Clocks.MomentOfWall(grant.EndMilliseconds));
        AskAround(world.Store.MomentOf(grant.EndMilliseconds));

        void AskAround(long end)
        {
            for (var step = -1; step <= 1; step++)
            {
                world.Agenda.At(end + (step * Ticks.PerMillisecond), () => world.Oracle.Ask(node, grant));
            }
        }
    }
}
