namespace JitAccess.Benchmarks.Checks;

/// <summary>The same questions for whoever is measured: texts that no table holds itself, as a request brings them, in a random order.</summary>
internal sealed class CheckInputs
{
    public CheckInputs(CheckWorld world, int liveGrants, int keys, int seed = 1)
        : this(world, Uniform(liveGrants, keys, seed))
    {
    }

    private CheckInputs(CheckWorld world, int[] numbers)
    {
        Numbers = numbers;
        Subjects = [.. Numbers.Select(number => CheckWorld.SubjectOf(number / world.Each))];
        Handles = [.. Subjects.Select(world.Table.Resolve)];
        Ids = [.. Numbers.Select(number => CheckWorld.IdOf(number / world.Each))];
        Resources = [.. Numbers.Select(number => CheckWorld.ResourceOf(number, world.Depth))];
        Hashes = [.. Numbers.Select(Yardsticks.HashOf)];
    }

    /// <summary>The questions of a day: the second asks half as often as the first, the third a third (Zipf's law).</summary>
    public static CheckInputs OfFew(CheckWorld world, int liveGrants, int keys, int seed = 1)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, liveGrants).ToArray();
        random.Shuffle(order); // who asks most lies anywhere

        // The inverse of the sum of 1/n, which is close to a logarithm.
        return new CheckInputs(world, [.. Enumerable.Range(0, keys).Select(_ => order[(int)Math.Pow(liveGrants, random.NextDouble()) - 1])]);
    }

    /// <summary>One less than how many there are, which is a power of two.</summary>
    public int Mask => Numbers.Length - 1;

    public int[] Numbers { get; }

    public Subject[] Subjects { get; }

    public SubjectHandle[] Handles { get; }

    public string[] Ids { get; }

    public string[] Resources { get; }

    public UInt128[] Hashes { get; }

    private static int[] Uniform(int liveGrants, int keys, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, keys).Select(_ => random.Next(liveGrants))];
    }
}
