using System.Security.Cryptography;

namespace JitAccess.Stores;

/// <summary>Runs an asynchronous case many times, each with random choices from a seed that a failure names.</summary>
internal static class SeededCases
{
    public static async Task RunAsync(ConformanceOptions options, Func<Dice, Task> test, CancellationToken cancellationToken)
    {
        var first = options.Seed ?? RandomNumberGenerator.GetInt32(1 << 30);
        for (var number = 0; number < options.RandomCases; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await test(new Dice(first + number));
            }
            catch (Exception exception)
            {
                throw new ConformanceException(
                    $"random case {number} (to repeat it alone: {nameof(ConformanceOptions.RandomCases)} = 1, {nameof(ConformanceOptions.Seed)} = {first + number}): {exception.Message}",
                    exception);
            }
        }
    }
}
