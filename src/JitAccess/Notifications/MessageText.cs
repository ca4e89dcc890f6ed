using System.Globalization;
using System.Text;

namespace JitAccess.Notifications;

/// <summary>Makes text that came from anywhere safe for a message: nothing in it breaks a line, ends a header or deceives who reads it.</summary>
internal static class MessageText
{
    /// <summary>The most characters of a title.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>The most characters of a message that is no digest.</summary>
    public const int MaxLength = 20_000;

    /// <summary>One line: whatever is unsafe is escaped, and what is too long is cut.</summary>
    public static string Line(string text, int maxLength = MaxTitleLength) => Escape(text, maxLength, isProse: false);

    /// <summary>Several lines that end with a line feed: line ends and tabs stay, everything else that is unsafe is escaped.</summary>
    public static string Prose(string text, int maxLength = MaxLength) =>
        Escape(text.ReplaceLineEndings("\n"), maxLength, isProse: true);

    /// <summary>What somebody wrote, so that it cannot be taken for anything else in the message.</summary>
    public static string Quote(string text) =>
        string.Join('\n', Prose(text).Split('\n').Select(line => "> " + line));

    private static string Escape(string text, int maxLength, bool isProse)
    {
        if (text.Length <= maxLength && (isProse ? FirstUnsafeInProse(text) : SafeText.FirstUnsafe(text)) < 0)
        {
            return text;
        }

        var builder = new StringBuilder(Math.Min(text.Length, maxLength) + 16);
        for (var index = 0; index < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, index, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            var part = text.Substring(index, length);
            part = SafeText.FirstUnsafe(part) < 0 || (isProse && part is "\n" or "\t")
                ? part
                : string.Create(CultureInfo.InvariantCulture, $"\\u{(isWhole ? rune.Value : text[index]):x4}");
            if (builder.Length + part.Length > maxLength - 1)
            {
                return builder.Append('…').ToString();
            }

            builder.Append(part);
            index += length;
        }

        return builder.ToString();
    }

    // A carriage return is no line end here: those were replaced.
    private static int FirstUnsafeInProse(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? 0 : SafeText.FirstUnsafeInProse(text);
}
