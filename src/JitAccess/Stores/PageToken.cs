using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace JitAccess.Stores;

/// <summary>Where a page ended: the sort key of its last record, as <see cref="QueryPage.Next"/> holds it. For stores.</summary>
/// <param name="Number">The first part of the sort key: a position, or a moment.</param>
/// <param name="Text">The second part: an id, or a number.</param>
/// <remarks>Opaque to callers, and of no power: it only says where to go on. Immutable and safe for concurrent use.</remarks>
public sealed record PageToken(long Number, string Text)
{
    /// <summary>Gets the place before the newest record.</summary>
    public static PageToken BeforeNewest { get; } = new(long.MaxValue, "");

    /// <summary>Gets the place before the longest overdue record.</summary>
    public static PageToken BeforeOldest { get; } = OfRow(long.MinValue, 0);

    /// <summary>Gets the row, where the second part is one.</summary>
    /// <exception cref="ArgumentException">It is something else: the token belongs to another query.</exception>
    public long Row => long.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : throw Malformed(ToString());

    /// <summary>Makes a token of a number and a row.</summary>
    /// <param name="number">The first part.</param>
    /// <param name="row">The row, 0 or more.</param>
    /// <returns>The token.</returns>
    public static PageToken OfRow(long number, long row) => new(number, row.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="token">The text, from anybody.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentException">The text is not that of a token.</exception>
    public static PageToken Read(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            var dot = text.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && long.TryParse(text[..dot], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? new PageToken(number, text[(dot + 1)..])
                : throw Malformed(token);
        }
        catch (FormatException)
        {
            throw Malformed(token);
        }
    }

    /// <summary>Writes the token as <see cref="QueryPage.Next"/>.</summary>
    /// <returns>Letters, digits, <c>-</c> and <c>_</c>.</returns>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Number}.{Text}")));

    private static ArgumentException Malformed(string token) =>
        new($"A text of {token.Length.ToString(CultureInfo.InvariantCulture)} characters is not the Next of a page.", nameof(token));
}
