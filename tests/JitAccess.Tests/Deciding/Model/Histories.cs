using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Runs random histories: a number that stands for the beginning, and one for each step, so that a failing history can be made shorter.</summary>
internal static class Histories
{
    /// <summary>A Monday morning.</summary>
    public const long Start = 1_772_442_000_000;

    public static void Check(int maxSteps, ITestOutputHelper output, Action<int, int[]> play) =>
        Properties.Check(Prop.ForAll(Of(maxSteps), history => play(history.Seed, history.Steps)), output);

    // Threads hand each other the work of such a history, so several at once take little longer than one.
    public static void CheckAsync(int maxSteps, ITestOutputHelper output, Func<int, int[], Task> play) =>
        Properties.Check(Prop.ForAll(Of(maxSteps), history => play(history.Seed, history.Steps)), output, atOnce: Environment.ProcessorCount + 1);

    private static Arbitrary<(int Seed, int[] Steps)> Of(int maxSteps)
    {
        var seeds = Gen.Choose(0, int.MaxValue);
        var histories =
            from seed in seeds
            from count in Gen.Choose(1, maxSteps)
            from steps in Gen.ArrayOf(seeds, count)
            select (seed, steps);
        return Properties.Shrink ? Arb.From(histories, Shorter) : Arb.From(histories);
    }

    private static IEnumerable<(int Seed, int[] Steps)> Shorter((int Seed, int[] Steps) history)
    {
        for (var chunk = history.Steps.Length / 2; chunk >= 1; chunk /= 2)
        {
            for (var at = 0; at + chunk <= history.Steps.Length; at += chunk)
            {
                yield return (history.Seed, [.. history.Steps[..at], .. history.Steps[(at + chunk)..]]);
            }
        }
    }
}
