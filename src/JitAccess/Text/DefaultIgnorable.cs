using System.Text;

namespace JitAccess;

/// <summary>Characters that are not shown at all (Unicode property <c>Default_Ignorable_Code_Point</c>, Unicode 15).</summary>
internal static class DefaultIgnorable
{
    // Sorted, inclusive at both ends. Many are of category Format, but fillers and variation selectors are letters and marks.
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8),
        (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Whether a character is invisible.</summary>
    public static bool Contains(Rune rune)
    {
        foreach (var (first, last) in Ranges)
        {
            if (rune.Value <= last)
            {
                return rune.Value >= first;
            }
        }

        return false;
    }

    /// <summary>The index of the first invisible character; -1 when there is none.</summary>
    public static int FirstIn(string text)
    {
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Contains(rune))
            {
                return index;
            }

            index += rune.Utf16SequenceLength;
        }

        return -1;
    }
}
