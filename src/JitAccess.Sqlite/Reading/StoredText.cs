using System.Text;

namespace JitAccess.Sqlite;

/// <summary>Text that SQLite keeps as it is. A surrogate that stands alone would turn into another character, and so one key into another.</summary>
internal static class StoredText
{
    public static bool IsStorable(string? text)
    {
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }
}
