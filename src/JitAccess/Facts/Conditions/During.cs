using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Conditions on the moment.</summary>
/// <remarks>
/// The moment is converted to the zone's local time, and the local time is compared: a window in the hour that daylight saving skips does not open
/// that night, one in the hour that it repeats is open for both.
/// </remarks>
public static class During
{
    /// <summary>Holds between two local times, half-open.</summary>
    /// <param name="zone">A time zone of the IANA database, such as <c>Europe/Paris</c>.</param>
    /// <param name="from">When the window begins, in whole minutes.</param>
    /// <param name="to">
    /// When it ends, exclusive; before <paramref name="from"/> means on the next day, and the window belongs to the date on which it begins.
    /// </param>
    /// <param name="days">The days on which it begins; every day when left out. An empty list is an error.</param>
    /// <param name="onDates">The only dates on which it begins; every date when left out. At most 400.</param>
    /// <param name="exceptDates">The dates on which it does not begin. At most 400.</param>
    /// <returns>The condition.</returns>
    public static Condition Hours(
        string zone,
        LocalTime from,
        LocalTime to,
        IEnumerable<IsoDayOfWeek>? days = null,
        IEnumerable<LocalDate>? onDates = null,
        IEnumerable<LocalDate>? exceptDates = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new TimeWindowCondition(zone)
        {
            From = from,
            To = to,
            Days = days?.ToImmutableArray() ?? default,
            OnDates = onDates?.ToImmutableArray() ?? default,
            ExceptDates = exceptDates?.ToImmutableArray() ?? default,
        };
    }

    /// <summary>Holds for whole days of the week.</summary>
    /// <param name="zone">A time zone of the IANA database, such as <c>Europe/Paris</c>.</param>
    /// <param name="days">1 to 7 distinct days.</param>
    /// <returns>The condition.</returns>
    public static Condition Days(string zone, params ReadOnlySpan<IsoDayOfWeek> days)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new TimeWindowCondition(zone) { Days = [.. days] };
    }

    /// <summary>Holds for whole dates.</summary>
    /// <param name="zone">A time zone of the IANA database, such as <c>Europe/Paris</c>.</param>
    /// <param name="dates">1 to 400 distinct dates.</param>
    /// <returns>The condition.</returns>
    public static Condition Dates(string zone, params ReadOnlySpan<LocalDate> dates)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new TimeWindowCondition(zone) { OnDates = [.. dates] };
    }
}
