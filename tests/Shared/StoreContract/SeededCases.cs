using System.Globalization;
using System.Security.Cryptography;
using JitAccess.Tests;

namespace JitAccess.StoreContract;

/// <summary>Runs an asynchronous case many times, each with random choices from a seed that a failure names.</summary>
internal static class SeededCases
{
    private const string SeedVariable = "JITACCESS_PROPERTY_SEED";

    public static async Task RunAsync(int divisor, Func<Random, Task> test)
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : RandomNumberGenerator.GetInt32(1 << 30);
        var count = given is null ? Math.Max(1, Properties.Cases / divisor) : 1;
        for (var number = 0; number < count; number++)
        {
            try
            {
                await test(new Random(first + number));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Case {number} failed. To repeat it alone: {SeedVariable}={first + number}", exception);
            }
        }
    }
}
