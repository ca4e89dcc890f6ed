namespace JitAccess.Benchmarks.Measuring;

/// <summary>Measures contenders in alternating rounds of one run: ratios travel, absolute numbers belong to the machine.</summary>
/// <param name="rounds">How many rounds; an odd number.</param>
/// <param name="turn">About how long a contender runs in each.</param>
internal sealed class Interleaved(int rounds, TimeSpan turn)
{
    // A runtime that still compiles allocates, and so does this measuring: less than this a contender is no allocation of each operation.
    private const double BytesOfNobody = 0.01;

    /// <summary>About how long a contender runs in each round.</summary>
    public TimeSpan Turn => turn;

    /// <summary>Measures.</summary>
    public Measured[] Measure(params Contender[] contenders)
    {
        var counts = contenders.Select(CountFor).ToArray();
        var times = contenders.Select(_ => new double[rounds]).ToArray();
        var bytes = new double[contenders.Length];
        for (var round = 0; round < rounds; round++)
        {
            for (var turns = 0; turns < contenders.Length; turns++)
            {
                var at = (turns + round) % contenders.Length; // nobody is always the first
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                times[at][round] = Time(contenders[at], counts[at]).TotalNanoseconds / counts[at];
                bytes[at] += (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / counts[at] / rounds;
            }
        }

        return [.. contenders.Select((contender, at) => new Measured(contender.Name, times[at], bytes[at] < BytesOfNobody ? 0 : bytes[at]))];
    }

    private static TimeSpan Time(Contender contender, int count)
    {
        var start = TimeProvider.System.GetTimestamp();
        contender.Run(count);
        return TimeProvider.System.GetElapsedTime(start);
    }

    // Runs it until it is compiled for speed, and then finds how often it runs in a turn.
    private int CountFor(Contender contender)
    {
        const int Least = 64;
        var start = TimeProvider.System.GetTimestamp();
        var count = Least;
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300))
        {
            contender.Run(count);
            count = Math.Max(Least, (int)(count * (turn / Time(contender, count))));
        }

        return count;
    }
}
