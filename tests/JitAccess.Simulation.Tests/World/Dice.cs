namespace JitAccess.Simulation;

/// <summary>All the chance there is in a simulated world (SplitMix64): a seed gives the same world on every machine and runtime.</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = (ulong)seed * 0xD1342543DE82EF95UL;

    public bool Chance(int perMille) => Between(0, 1000) < perMille;

    /// <summary>A number from <paramref name="least"/> on, below <paramref name="limit"/>.</summary>
    public long Between(long least, long limit) => least + (long)(Next() % (ulong)Math.Max(1, limit - least));

    public int Below(int limit) => (int)Between(0, limit);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    private ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}
