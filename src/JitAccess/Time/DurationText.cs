using System.Globalization;
using NodaTime;

namespace JitAccess;

/// <summary>
/// Durations as ISO 8601 writes them with hours, minutes and whole seconds (<c>PT1H30M</c>): no years, months, weeks or days, whose length
/// depends on the calendar, no sign, no fractions.
/// </summary>
internal static class DurationText
{
    /// <summary>The longest duration that can be written anywhere: 366 days. Every policy is bounded by it.</summary>
    public static readonly Duration Longest = Duration.FromDays(366);

    /// <summary>Says in words what is accepted, for messages.</summary>
    public const string Expected = "an ISO 8601 duration of hours, minutes and whole seconds such as PT1H30M, at least PT1S and at most PT8784H";

    /// <summary>Formats a duration of whole seconds, in the shortest form.</summary>
    public static string Format(Duration duration)
    {
        var seconds = (long)Math.Floor(duration.TotalSeconds);
        if (seconds <= 0)
        {
            return "PT0S";
        }

        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        return string.Concat(
            "PT",
            hours > 0 ? hours.ToString(CultureInfo.InvariantCulture) + "H" : "",
            minutes > 0 ? minutes.ToString(CultureInfo.InvariantCulture) + "M" : "",
            rest > 0 ? rest.ToString(CultureInfo.InvariantCulture) + "S" : "");
    }

    /// <summary>Reads a positive duration; zero, a sign, days, months, fractions, repeated or misordered parts and overflow are refused.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = Duration.Zero;
        if (text.Length is < 4 or > 16 || !text.StartsWith("PT", StringComparison.Ordinal))
        {
            return false;
        }

        long total = 0;
        var units = "HMS";
        for (var position = 2; position < text.Length;)
        {
            var start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }

            var unit = position < text.Length ? units.IndexOf(text[position], StringComparison.Ordinal) : -1;
            if (position == start || position - start > 9 || unit < 0)
            {
                return false;
            }

            var factor = text[position] switch { 'H' => 3600L, 'M' => 60L, _ => 1L };
            total += long.Parse(text.AsSpan(start, position - start), CultureInfo.InvariantCulture) * factor;
            units = units[(unit + 1)..];
            position++;
        }

        duration = Duration.FromSeconds(total);
        return total > 0 && duration <= Longest;
    }
}
