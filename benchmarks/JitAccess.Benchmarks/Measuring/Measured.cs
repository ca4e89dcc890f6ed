namespace JitAccess.Benchmarks.Measuring;

/// <summary>What a contender took, round by round.</summary>
/// <param name="Name">The contender.</param>
/// <param name="Nanoseconds">Nanoseconds an operation, in the order of the rounds.</param>
/// <param name="BytesEach">Bytes allocated an operation, over all rounds.</param>
internal sealed record Measured(string Name, double[] Nanoseconds, double BytesEach)
{
    /// <summary>The median of all rounds.</summary>
    public double Median => MedianOf(Nanoseconds);

    /// <summary>The median of the ratios of each round: what slows the machine down for a while slows both.</summary>
    public double RatioTo(Measured other) => MedianOf([.. Nanoseconds.Zip(other.Nanoseconds, (mine, theirs) => mine / theirs)]);

    /// <summary>What each round took over what another took in it: a measure without a unit.</summary>
    public Measured Over(Measured other) => new($"{Name} over {other.Name}", [.. Nanoseconds.Zip(other.Nanoseconds, (mine, theirs) => mine / theirs)], 0);

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
