using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests;

/// <summary>
/// Runs properties. <c>JITACCESS_PROPERTY_CASES</c> sets how many cases each runs (1000 when unset), <c>JITACCESS_PROPERTY_SEED</c> repeats a run:
/// its value is what the run printed; <c>JITACCESS_PROPERTY_SHRINK=0</c> saves the time to make failing histories shorter.
/// </summary>
public static class Properties
{
    private const string CasesVariable = "JITACCESS_PROPERTY_CASES";
    private const string SeedVariable = "JITACCESS_PROPERTY_SEED";
    private const string ShrinkVariable = "JITACCESS_PROPERTY_SHRINK";

    /// <summary>Gets the number of cases that each property runs.</summary>
    public static int Cases { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) && cases > 0 ? cases : 1000;

    /// <summary>Gets a value indicating whether a long counterexample is made shorter before it is shown.</summary>
    public static bool Shrink { get; } = Environment.GetEnvironmentVariable(ShrinkVariable) != "0";

    /// <summary>Checks a property and throws with the shrunk counterexample; the seed is printed first.</summary>
    /// <param name="property">What holds for every case.</param>
    /// <param name="output">Where the seed is printed.</param>
    /// <param name="size">How large generated values grow.</param>
    /// <param name="atOnce">How many cases run at once: more than one for those that wait more than they work.</param>
    public static void Check(Property property, ITestOutputHelper output, int size = 100, int atOnce = 1)
    {
        var seed = ReadSeed();
        output.WriteLine($"{Cases} cases, to repeat them: {SeedVariable}={seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(size).WithReplay(seed, SecondHalf(seed));
        property.Check(atOnce == 1 ? config : config.WithParallelRunConfig(new ParallelRunConfig(atOnce)));
    }

    private static ulong ReadSeed() =>
        ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);

    // The generator's second number must be odd.
    private static ulong SecondHalf(ulong seed) => (seed << 1) | 1;
}
