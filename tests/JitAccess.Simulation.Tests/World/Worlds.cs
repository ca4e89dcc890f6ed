namespace JitAccess.Simulation;

/// <summary>Many worlds, on all cores.</summary>
internal static class Worlds
{
    private const int Stride = 16;

    /// <summary>Simulates seed after seed until one breaks a promise in the way that is looked for.</summary>
    /// <returns>The first seed that does, if there is one; the number of events of all.</returns>
    public static (long? Broken, long Events) Search(Variant variant, long first, int count)
    {
        var (broken, events, next) = (long.MaxValue, 0L, first - Stride);
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            for (long from; (from = Interlocked.Add(ref next, Stride)) < Math.Min(first + count, Volatile.Read(ref broken));)
            {
                Interlocked.Add(ref events, Run(variant, from, Math.Min(from + Stride, first + count), ref broken));
            }
        });
        return (broken == long.MaxValue ? null : broken, events);
    }

    private static long Run(Variant variant, long from, long until, ref long broken)
    {
        var events = 0L;
        for (var seed = from; seed < until; seed++)
        {
            try
            {
                events += World.Run(variant, seed);
            }
            catch (BrokenPromiseException exception) when (variant == Variant.Production || exception.Message.Contains(variant.Symptom, StringComparison.Ordinal))
            {
                InterlockedMin(ref broken, seed);
                break;
            }
            catch (BrokenPromiseException)
            {
                continue; // found for another reason, which says nothing about the one that is asked for
            }
        }

        return events;
    }

    private static void InterlockedMin(ref long least, long value)
    {
        for (var seen = Volatile.Read(ref least); value < seen;)
        {
            var before = Interlocked.CompareExchange(ref least, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
