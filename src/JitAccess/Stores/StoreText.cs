using System.Buffers;
using System.Text;

namespace JitAccess.Stores;

/// <summary>What text a store can be given, for authors of stores.</summary>
public static class StoreText
{
    /// <summary>
    /// Says whether a text can be written as UTF-8 and read back as it was: no surrogate stands alone. Batches hold no other, and no key, subject or party
    /// that is not well-formed can be in a store: a search for one finds nothing.
    /// </summary>
    /// <param name="text">The text; <see langword="null"/> is well-formed.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsWellFormed(string? text)
    {
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }
}
