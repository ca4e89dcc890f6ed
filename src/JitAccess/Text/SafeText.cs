using System.Globalization;
using System.Text;

namespace JitAccess;

/// <summary>Text that came from a caller, made safe to look at.</summary>
internal static class SafeText
{
    /// <summary>The most characters of a caller's text that any message shows.</summary>
    public const int ShownLength = 100;

    /// <summary>
    /// Returns the index of the first character that could deceive a reader or break a line: control, format (bidirectional and zero-width
    /// ones are of that category), line and paragraph separators, private use, unassigned, and unpaired surrogates; -1 when there is none.
    /// </summary>
    public static int FirstUnsafe(ReadOnlySpan<char> text)
    {
        var ascii = text.IndexOfAnyExceptInRange(' ', '~'); // of which each can be seen
        for (var index = ascii < 0 ? text.Length : ascii; index < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[index..], out var rune, out var consumed) != System.Buffers.OperationStatus.Done || IsUnsafe(rune))
            {
                return index;
            }

            index += consumed;
        }

        return -1;
    }

    /// <summary>
    /// Like <see cref="FirstUnsafe"/>, but lets line feed, carriage return and tab pass: what people write in a reason or a comment.
    /// </summary>
    public static int FirstUnsafeInProse(ReadOnlySpan<char> text)
    {
        var offset = 0;
        while (true)
        {
            var index = FirstUnsafe(text[offset..]);
            if (index < 0)
            {
                return -1;
            }

            if (text[offset + index] is not ('\n' or '\r' or '\t'))
            {
                return offset + index;
            }

            offset += index + 1;
        }
    }

    /// <summary>Escapes and shortens a caller's text for a message, a log line or a problem document.</summary>
    public static string Show(string text)
    {
        var builder = new StringBuilder(Math.Min(text.Length, ShownLength) + 1);
        for (var index = 0; index < text.Length;)
        {
            if (builder.Length >= ShownLength)
            {
                return builder.Append('…').ToString();
            }

            var status = Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var consumed);
            if (status != System.Buffers.OperationStatus.Done)
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}");
            }
            else if (IsUnsafe(rune))
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                builder.Append(rune.ToString());
            }

            index += Math.Max(consumed, 1);
        }

        return builder.ToString();
    }

    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
