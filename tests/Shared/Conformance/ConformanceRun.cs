using System.Globalization;
using JitAccess.Stores;
using JitAccess.Tests;

namespace JitAccess.Conformance;

/// <summary>Runs a case of the suite as a test.</summary>
internal static class ConformanceRun
{
    private const string SeedVariable = "JITACCESS_PROPERTY_SEED";

    /// <summary>Runs a case by its full name.</summary>
    /// <typeparam name="TSetup">Where the store comes from.</typeparam>
    /// <param name="name">The name, as <see cref="ConformanceCasesAttribute"/> gave it.</param>
    /// <param name="divisor">The part of the configured number of random cases that this store can run in reasonable time.</param>
    public static async Task RunAsync<TSetup>(string name, int divisor = 1)
        where TSetup : StoreSetup, new()
    {
        var @case = ConformanceSuite.Cases.Single(candidate => string.Equals(candidate.FullName, name, StringComparison.Ordinal));
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var options = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new ConformanceOptions { RandomCases = 1, Seed = seed }
            : new ConformanceOptions { RandomCases = Math.Max(1, Properties.Cases / divisor) };
        var result = await ConformanceSuite.RunAsync(@case, () => new TSetup(), options);

        Assert.True(result.WasRun, result.ToString());
    }
}
