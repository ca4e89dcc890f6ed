using System.Buffers;

namespace JitAccess.Smtp;

/// <summary>Mail addresses in the one form that is sent to: <c>local@domain</c> in plain ASCII, without quotes, comments, routes and literals (RFC 5321, section 4.1.2).</summary>
internal static class MailAddressText
{
    /// <summary>The longest address in characters (RFC 5321, section 4.5.3.1.3, without the brackets).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> LocalLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~");

    /// <summary>Says whether a text is such an address. Nothing that ends a command or a header, or names a second address, is.</summary>
    public static bool IsWellFormed(string? text)
    {
        if (text is not { Length: > 2 and <= MaxLength } || text.IndexOf('@', StringComparison.Ordinal) is not (> 0 and <= MaxLocalLength and var at))
        {
            return false;
        }

        var local = text.AsSpan(0, at);
        return local.IndexOfAnyExcept(LocalLetters) < 0
            && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
            && text[(at + 1)..].Split('.').All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
