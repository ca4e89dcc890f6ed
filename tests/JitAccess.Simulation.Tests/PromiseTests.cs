using System.Diagnostics;
using Xunit.Abstractions;

namespace JitAccess.Simulation;

/// <summary>
/// A revocation that commits at C is honoured by every check that starts after C + T on every node, whatever happens to it; a node that cannot prove
/// that it is fresh denies; the end of access waits for nothing.
/// </summary>
public sealed class PromiseTests(ITestOutputHelper output)
{
    [Fact]
    public void Promise_EveryWorld_IsKept()
    {
        var start = Stopwatch.GetTimestamp();
        var (broken, events) = Worlds.Search(Variant.Production, SimulationSeeds.First, SimulationSeeds.Count);
        if (broken is { } seed)
        {
            Assert.Fail($"To repeat it: {SimulationSeeds.FirstVariable}={seed}\n{World.Retell(Variant.Production, seed)}");
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine($"{SimulationSeeds.Count} worlds of {events / SimulationSeeds.Count} events on average, {SimulationSeeds.Count / seconds:F0} a second");
        Assert.True(events / SimulationSeeds.Count >= 500, "the worlds are too short to mean anything");
    }

    [Fact]
    public void World_OfTheSameSeed_HappensTheSameWay() =>
        Assert.Equal(World.Run(Variant.Production, 4711), World.Run(Variant.Production, 4711));
}
