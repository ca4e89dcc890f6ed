using NodaTime;
using NodaTime.Text;

namespace JitAccess;

/// <summary>Time zones by IANA name, and days by their English name.</summary>
internal static class ZoneText
{
    /// <summary>The longest zone name in characters.</summary>
    public const int MaxLength = 64;

    private static readonly string[] DayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Finds a zone; fixed offsets such as <c>UTC+02</c>, which are no names of the database, are refused.</summary>
    public static DateTimeZone? Find(string? id) =>
        string.IsNullOrEmpty(id) || id.Length > MaxLength || (id.StartsWith("UTC", StringComparison.Ordinal) && id.Length > 3)
            ? null
            : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Returns the name of a day.</summary>
    public static string DayName(IsoDayOfWeek day) => DayNames[(int)day - 1];

    /// <summary>Reads the name of a day.</summary>
    public static ParseResult<IsoDayOfWeek> ParseDay(string name) => Array.IndexOf(DayNames, name) is >= 0 and var index
        ? ParseResult<IsoDayOfWeek>.ForValue((IsoDayOfWeek)(index + 1))
        : ParseResult<IsoDayOfWeek>.ForException(() => new FormatException("Not a day."));
}
