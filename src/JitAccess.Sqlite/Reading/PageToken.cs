using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace JitAccess.Sqlite;

/// <summary>Where a page ended: the sort key of its last record. Opaque to callers, and of no power: it only says where to go on.</summary>
internal sealed record PageToken(long Number, string Text)
{
    /// <summary>The place before the newest record.</summary>
    public static PageToken BeforeNewest { get; } = new(long.MaxValue, "");

    /// <summary>The place before the longest overdue record.</summary>
    public static PageToken BeforeOldest { get; } = OfRow(long.MinValue, 0);

    /// <summary>The row, where the text is one.</summary>
    public long Row => long.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : throw Malformed(ToString());

    public static PageToken OfRow(long number, long row) => new(number, row.ToString(CultureInfo.InvariantCulture));

    public static PageToken Read(string token)
    {
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

    /// <inheritdoc/>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Number}.{Text}")));

    private static ArgumentException Malformed(string token) =>
        new($"A text of {token.Length.ToString(CultureInfo.InvariantCulture)} characters is not the Next of a page.", nameof(token));
}
