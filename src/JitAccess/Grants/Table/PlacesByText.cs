using System.Numerics;

namespace JitAccess;

/// <summary>Where in an array grants stand, by the hash of a text, ascending: one block of numbers, since a node may hold very many of these.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal readonly struct PlacesByText
{
    /// <summary>Where a chain ends.</summary>
    public const int End = 0;

    // The mask of a hash; the first entry of each chain; and each entry, which is where its next one is, and its place.
    private readonly int[]? _numbers;

    private PlacesByText(int[] numbers) => _numbers = numbers;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _numbers is null;

    /// <summary>The place that an entry is for.</summary>
    public int this[int entry] => _numbers![entry + 1];

    /// <summary>Takes those whose resources are wildcards, by what comes before the asterisk; or those whose resources are not.</summary>
    public static PlacesByText Of(GrantSlot[] slots, bool isWildcard)
    {
        var count = 0;
        foreach (var slot in slots)
        {
            count += slot.Grant.CountResources(isWildcard);
        }

        if (count == 0)
        {
            return default;
        }

        var chains = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        var numbers = new int[1 + chains + (2 * count)];
        numbers[0] = chains - 1;
        var entry = 1 + chains;
        for (var place = slots.Length - 1; place >= 0; place--) // the last becomes the first of its chain
        {
            var grant = slots[place].Grant;
            for (var number = 0; number < grant.ScopeCount; number++)
            {
                if (grant.HasResourceAt(number, isWildcard, out var path))
                {
                    var chain = 1 + (HashOf(isWildcard ? path.AsSpan()[..^1] : path) & numbers[0]);
                    (numbers[entry], numbers[entry + 1], numbers[chain]) = (numbers[chain], place, entry);
                    entry += 2;
                }
            }
        }

        return new PlacesByText(numbers);
    }

    /// <summary>The first entry for a text.</summary>
    public int First(ReadOnlySpan<char> text) => _numbers is { } numbers ? numbers[1 + (HashOf(text) & numbers[0])] : End;

    /// <summary>The entry after one.</summary>
    public int Next(int entry) => _numbers![entry];

    // Texts come from outside, so their hash is the one that nobody can foresee.
    private static int HashOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal);
}
