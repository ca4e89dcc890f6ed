namespace JitAccess.Stores;

/// <summary>Random choices that a seed repeats, on every runtime alike (SplitMix64).</summary>
internal sealed class Dice(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Gives a number from <paramref name="low"/> to below <paramref name="high"/>.</summary>
    public int Next(int low, int high) => low + (int)(Roll() % (ulong)(high - low));

    /// <summary>Gives a number from 0 to below <paramref name="high"/>.</summary>
    public int Next(int high) => Next(0, high);

    public bool Chance(double probability) => Next(1_000_000) < probability * 1_000_000;

    private ulong Roll()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
