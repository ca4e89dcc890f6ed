namespace JitAccess.Simulation;

/// <summary>Which rules the nodes of a world go by, and which store they read.</summary>
/// <param name="Name">What it is, in words.</param>
internal sealed record Variant(string Name)
{
    /// <summary>The code as it is.</summary>
    public static Variant Production { get; } = new("production");

    /// <summary>Makes the rules of one process, of the bound in milliseconds.</summary>
    public Func<long, NodeRules> Rules { get; init; } = static bound => new NodeRules(bound);

    /// <summary>Makes the store.</summary>
    public Func<Agenda, Dice, long, SimulatedStore> Store { get; init; } = static (agenda, dice, bound) => new SimulatedStore(agenda, dice, bound);

    /// <summary>What is said of the promise that it breaks.</summary>
    public string Symptom { get; init; } = "allows what";

    /// <summary>Whether over any stretch as long as the bound one of the clocks of a machine counts all of it.</summary>
    public bool OneClockKeepsRunning { get; init; } = true;

    public override string ToString() => Name;
}
