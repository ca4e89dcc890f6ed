using System.Globalization;

namespace JitAccess.Simulation;

/// <summary>
/// <c>JITACCESS_SIMULATION_SEEDS</c> says how many worlds are simulated (2,000 when unset), <c>JITACCESS_SIMULATION_SEED</c> from which seed on
/// (1 when unset): with the seed of a failure it repeats that failure.
/// </summary>
internal static class SimulationSeeds
{
    public const string FirstVariable = "JITACCESS_SIMULATION_SEED";

    public static int Count { get; } = (int)Read("JITACCESS_SIMULATION_SEEDS", 2000);

    public static long First { get; } = Read(FirstVariable, 1);

    private static long Read(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
