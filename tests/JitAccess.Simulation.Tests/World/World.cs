namespace JitAccess.Simulation;

/// <summary>
/// One world: some nodes, a store, people who commit, people who check, and what goes wrong. Everything follows from the seed; one thread, no real time.
/// </summary>
internal sealed class World
{
    private static readonly long[] Bounds = [1000, 5000, 5000, 20_000];

    private World(Variant variant, long seed, bool isTraced)
    {
        Variant = variant;
        Dice = new Dice(seed);
        Trace = new Trace(Agenda, isTraced);
        BoundMilliseconds = Dice.Pick(Bounds);
        Store = variant.Store(Agenda, Dice, Bound);
        Oracle = new PromiseOracle(this);
        Faults = new Faults(this);
        Nodes = [.. Enumerable.Range(1, 2 + Dice.Below(3)).Select(number => new SimulatedNode(this, number))];
    }

    public Variant Variant { get; }

    public Dice Dice { get; }

    public Agenda Agenda { get; } = new();

    public Trace Trace { get; }

    public SimulatedStore Store { get; }

    public PromiseOracle Oracle { get; }

    public Faults Faults { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    /// <summary>T, in milliseconds.</summary>
    public long BoundMilliseconds { get; }

    /// <summary>T, in true time.</summary>
    public long Bound => Ticks.OfMilliseconds(BoundMilliseconds);

    public long Now => Agenda.Now;

    private long FaultsCease => 10 * Bound;

    /// <summary>Lets a world happen.</summary>
    /// <returns>How many events it had.</returns>
    /// <exception cref="BrokenPromiseException">A node did what it must never do.</exception>
    public static int Run(Variant variant, long seed) => new World(variant, seed, isTraced: false).Happen();

    /// <summary>Lets a world that breaks a promise happen once more.</summary>
    /// <returns>What happened last, in words.</returns>
    public static string Retell(Variant variant, long seed)
    {
        var world = new World(variant, seed, isTraced: true);
        try
        {
            world.Happen();
            return "It kept its promises this time: the simulation is not deterministic.";
        }
        catch (BrokenPromiseException exception)
        {
            return $"{exception.Message}\n{world.Trace.Tell(exception.Node)}";
        }
    }

    /// <summary>The store has answered a node; something may be committed just too late for the answer.</summary>
    public void OnRead(SimulatedNode node)
    {
        if (Dice.Chance(30))
        {
            Agenda.In(Dice.Between(0, Bound / 1000), () => Work.EndOne());
            if (Now < FaultsCease && Dice.Chance(500))
            {
                Faults.CutOff(node);
            }
        }
    }

    private Workload Work => _work ??= new Workload(this);

    private Workload? _work;

    private int Happen()
    {
        Work.Begin();
        new Askers(this).Begin();
        Faults.Begin();
        Agenda.RunUntil(FaultsCease);
        Faults.Cease();
        Agenda.RunUntil(FaultsCease + (3 * Bound));
        foreach (var node in Nodes)
        {
            Oracle.JudgeRecovered(node);
        }

        return Agenda.Happened;
    }
}
