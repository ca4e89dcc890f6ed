using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace JitAccess;

/// <summary>The one spelling of an instant: RFC 3339 in UTC with exactly three decimals.</summary>
internal static class InstantText
{
    /// <summary>How many characters it has in the years that have four digits.</summary>
    public const int Length = 24;

    private static readonly InstantPattern Pattern = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss'.'fff'Z'");

    /// <summary>Formats an instant, floored to the millisecond.</summary>
    public static string Format(Instant instant) => Pattern.Format(instant.FloorToMillisecond());

    /// <summary>Reads what <see cref="Format"/> wrote; any other spelling is refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Instant instant)
    {
        // A node that starts reads two of every grant; the pattern takes five times as long, and knows other years.
        if (DateTime.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc))
        {
            instant = Instant.FromDateTimeUtc(utc);
            return true;
        }

        return Pattern.Parse(text.ToString()).TryGetValue(Instant.MinValue, out instant);
    }

    /// <summary>Drops what is finer than a millisecond, towards the past.</summary>
    public static Instant FloorToMillisecond(this Instant instant) => Instant.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
