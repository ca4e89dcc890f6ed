using NodaTime;
using NodaTime.TimeZones;

namespace JitAccess;

/// <summary>What follows from time windows alone. Sound, not complete.</summary>
internal static class WindowLogic
{
    // Of an hour that a zone repeats the later, of one that it skips the moment after it: so a window is never taken for past while it is open.
    private static readonly ZoneLocalMappingResolver Latest = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>Says whether one window is open only while the other is.</summary>
    public static bool IsWithin(TimeWindowCondition one, TimeWindowCondition other) =>
        one.Zone is { } zone && zone.Equals(other.Zone) && HoursAreWithin(one, other) && DatesAreWithin(one, other);

    /// <summary>Says whether two windows are never open at once.</summary>
    public static bool AreDisjoint(TimeWindowCondition one, TimeWindowCondition other) =>
        one.Zone is { } zone && zone.Equals(other.Zone)
        && (HoursAreDisjoint(one, other) || (CountDatesAlike(one, other) && DatesAreDisjoint(one, other)));

    /// <summary>Says whether a window never opens, at all or from a moment on.</summary>
    public static bool NeverOpens(TimeWindowCondition window, Instant? from) =>
        window.Zone is not { } zone
        || window.Days is { IsDefault: false, IsEmpty: true }
        || (!window.OnDates.IsDefault && window.OnDates.All(date => !window.OpensOn(date) || (from is { } moment && HasPassed(window, date, zone, moment))));

    private static bool HasPassed(TimeWindowCondition window, LocalDate date, DateTimeZone zone, Instant moment)
    {
        const int FirstYear = 1;
        const int LastYear = 9990; // what lies beyond may have no next day, and is nobody's past

        if (date.Year is < FirstYear or > LastYear)
        {
            return date.Year < FirstYear;
        }

        var end = window.To is { } to && !window.CrossesMidnight ? date.At(to) : date.PlusDays(1).At(window.To ?? LocalTime.Midnight);
        return Deadline.From(zone.ResolveLocal(end, Latest).ToInstant()).HasPassed(moment);
    }

    private static bool HoursAreWithin(TimeWindowCondition one, TimeWindowCondition other) =>
        (one.From == other.From && one.To == other.To)
        || (!one.CrossesMidnight && !other.CrossesMidnight && (other.From is null || (one.From >= other.From && one.To <= other.To)));

    private static bool HoursAreDisjoint(TimeWindowCondition one, TimeWindowCondition other) => (one.CrossesMidnight, other.CrossesMidnight) switch
    {
        (false, false) => one.To <= other.From || other.To <= one.From,
        (true, false) => other.From >= one.To && other.To <= one.From,
        (false, true) => HoursAreDisjoint(other, one),
        _ => false,
    };

    // Whether a moment in both belongs to the same date of both.
    private static bool CountDatesAlike(TimeWindowCondition one, TimeWindowCondition other) =>
        (!one.CrossesMidnight && !other.CrossesMidnight) || (one.From == other.From && one.To == other.To);

    private static bool DatesAreWithin(TimeWindowCondition one, TimeWindowCondition other) =>
        !one.OnDates.IsDefault
            ? one.OnDates.All(date => !one.OpensOn(date) || other.OpensOn(date))
            : other.OnDates.IsDefault
                && (other.Days.IsDefault || (!one.Days.IsDefault && one.Days.All(day => other.Days.Contains(day))))
                && (other.ExceptDates.IsDefault || !other.ExceptDates.Any(one.OpensOn));

    private static bool DatesAreDisjoint(TimeWindowCondition one, TimeWindowCondition other) =>
        !one.OnDates.IsDefault ? !one.OnDates.Any(date => one.OpensOn(date) && other.OpensOn(date))
        : !other.OnDates.IsDefault ? DatesAreDisjoint(other, one)
        : !one.Days.IsDefault && !other.Days.IsDefault && !one.Days.Any(day => other.Days.Contains(day));
}
