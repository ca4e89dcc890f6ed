namespace JitAccess.Simulation;

/// <summary>The way between one node and the store: it delays, loses, doubles and reorders, and can be cut in either direction.</summary>
internal sealed class Network(Agenda agenda, Dice dice, long bound)
{
    /// <summary>Until when nothing that a node sends reaches the store.</summary>
    public long ToStoreCutUntil { get; set; }

    /// <summary>Until when nothing that the store sends reaches a node.</summary>
    public long ToNodeCutUntil { get; set; }

    public int LostPerMille { get; set; }

    public int DoubledPerMille { get; set; }

    public int SlowPerMille { get; set; }

    public void ToStore(Action arrive) => Send(ToStoreCutUntil, arrive);

    public void ToNode(Action arrive) => Send(ToNodeCutUntil, arrive);

    /// <summary>Nothing goes wrong any more.</summary>
    public void Calm() => (ToStoreCutUntil, ToNodeCutUntil, LostPerMille, DoubledPerMille, SlowPerMille) = (0, 0, 0, 0, 0);

    private void Send(long cutUntil, Action arrive)
    {
        if (agenda.Now < cutUntil || dice.Chance(LostPerMille))
        {
            return;
        }

        agenda.In(Delay(), arrive);
        if (dice.Chance(DoubledPerMille))
        {
            agenda.In(Delay(), arrive);
        }
    }

    // Some answers are older than the bound when they come.
    private long Delay() => dice.Chance(SlowPerMille)
        ? dice.Between(0, dice.Chance(300) ? 2 * bound : bound / 2)
        : dice.Between(bound / 10_000, bound / 250);
}
