using Xunit.Abstractions;

namespace JitAccess.Simulation;

/// <summary>The same promise, kept by the shell that carries out what the protocol says: turns, time-outs, hangs, failures, own commits.</summary>
public sealed class ShellTests(ITestOutputHelper output)
{
    private static int Count => Math.Min(SimulationSeeds.Count, 2000);

    [Fact]
    public void Promise_ThroughTheShell_IsKept()
    {
        var broken = Search(answersFromCache: false);

        Assert.True(broken is null, $"To repeat it: {SimulationSeeds.FirstVariable}={broken?.Seed}\n{broken?.Why}");
    }

    [Fact]
    public void Defect_StoreThatAnswersFromACache_IsFound()
    {
        var broken = Search(answersFromCache: true, "allows what was ended longer than the bound ago");

        Assert.True(broken is not null, "a store that answers from a cache, and no promise is broken");
        output.WriteLine($"found by seed {broken.Value.Seed}: {broken.Value.Why}");
    }

    // One thread, and not of the pool: what the shell sets going needs those.
    private static (long Seed, string Why)? Search(bool answersFromCache, string symptom = "")
    {
        (long Seed, string Why)? broken = null;
        var worlds = new Thread(() =>
        {
            for (var seed = SimulationSeeds.First; seed < SimulationSeeds.First + Count && broken is null; seed++)
            {
                try
                {
                    ShellWorld.Run(seed, answersFromCache);
                }
                catch (BrokenPromiseException exception) when (!exception.Message.Contains(symptom, StringComparison.Ordinal))
                {
                    continue; // found for another reason
                }
                catch (Exception exception)
                {
                    broken = (seed, exception.ToString());
                }
            }
        });
        worlds.Start();
        worlds.Join();
        return broken;
    }
}
