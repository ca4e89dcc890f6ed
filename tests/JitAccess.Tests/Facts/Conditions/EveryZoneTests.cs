using NodaTime;
using NodaTime.TimeZones;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>
/// Windows and calendars in every zone of the time zone database, wherever the clock on the wall jumps, and on leap days and at year ends, against one who
/// only looks at that clock and at a calendar.
/// </summary>
public sealed class EveryZoneTests
{
    private const int Day = 24 * 60;

    private static readonly Instant First = Instant.FromUtc(1990, 1, 1, 0, 0); // before whole days were left out: Kwajalein in 1993, Samoa in 2011
    private static readonly Instant Last = Instant.FromUtc(2038, 1, 1, 0, 0);
    private static readonly LocalDate[] Dates = StepThroughTheCalendar();

    private static readonly LocalDate[] OddDays =
    [
        new(2000, 2, 29), new(2000, 3, 1), new(2026, 3, 1), new(2027, 1, 1), new(2028, 2, 29), new(2028, 3, 1), new(2028, 12, 31), new(2029, 1, 1),
    ];

    // Minutes before and after a moment; at each the last millisecond of the minute before is looked at too.
    private static readonly int[] Looks = [-1441, -90, -60, -30, 0, 1, 29, 30, 60, 90, 120, 1440];

    [Fact]
    public void Windows_OfEveryZoneWhereItsClockJumps_AreOpenWhenTheClockOnTheWallSaysSo() => Demand(
        zone => zone.GetZoneIntervals(First, Last).Where(interval => interval.HasStart && interval.Start > First).Select(interval => interval.Start),
        atLeast: 20_000);

    [Fact]
    public void Windows_OfEveryZoneOnLeapDaysAndAtYearEnds_AreOpenWhenTheClockOnTheWallSaysSo() => Demand(
        zone => OddDays.Select(date => date.AtStartOfDayInZone(zone).ToInstant()),
        atLeast: 2000);

    private static void Demand(Func<DateTimeZone, IEnumerable<Instant>> momentsOf, int atLeast)
    {
        var (moments, openings) = (0, 0);
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            foreach (var moment in momentsOf(zone))
            {
                foreach (var window in WindowsAround(WallOf(zone, moment - Duration.Epsilon), WallOf(zone, moment), moments++))
                {
                    openings += Compare(window, zone, moment);
                }
            }
        }

        Assert.True(moments >= atLeast, $"{moments} moments");
        Assert.True(openings >= 5 * moments, $"{openings} openings at {moments} moments");
    }

    private static int Compare(Window window, DateTimeZone zone, Instant moment)
    {
        var openings = 0;
        var condition = window.In(zone.Id);
        foreach (var look in Looks)
        {
            foreach (var now in new[] { moment + Duration.FromMinutes(look) - Duration.FromMilliseconds(1), moment + Duration.FromMinutes(look) })
            {
                var expected = window.IsOpenAt(WallOf(zone, now));
                if (condition.Evaluate(Given.ContextAt(now)).IsSatisfied != expected)
                {
                    Assert.Fail($"{condition} is {(expected ? "open" : "shut")} at {now} by the clock on the wall, {WallOf(zone, now)}");
                }

                openings += expected ? 1 : 0;
            }
        }

        return openings;
    }

    // From what the clock would have shown next, and from what it shows; by night, and by day; and each with another calendar from moment to moment.
    private static IEnumerable<Window> WindowsAround(Wall before, Wall after, int turn)
    {
        var (next, shown) = ((before.Minute + 1) % Day, after.Minute);
        (int From, int To)?[] hours =
        [
            null, (next, next + 60), (shown, shown + 60), (next - 30, shown + 30), (shown - 60, next), (shown - 720, shown), (next + 30, shown),
        ];
        foreach (var some in hours)
        {
            var window = new Window(some is { } one ? (Turned(one.From), Turned(one.To)) : null);
            var calendar = turn++ % 6;
            if (window.Hours is { } all ? all.From != all.To : calendar != 0)
            {
                yield return calendar switch
                {
                    0 => window,
                    1 => window with { Weekdays = [WeekdayOf(after.Date)] },
                    2 => window with { Weekdays = [WeekdayOf(before.Date), WeekdayOf(after.Date + 1)] },
                    3 => window with { On = [before.Date, after.Date + 1] },
                    4 => window with { Except = [after.Date] },
                    _ => window with { Weekdays = [WeekdayOf(before.Date), WeekdayOf(after.Date)], On = [before.Date, after.Date], Except = [before.Date] },
                };
            }
        }
    }

    private static int Turned(int minute) => (minute + (2 * Day)) % Day;

    // Weekdays from Monday, 0; the first of January 1970 was a Thursday.
    private static int WeekdayOf(int date) => (date + 3) % 7;

    private static Wall WallOf(DateTimeZone zone, Instant now)
    {
        var minutes = (int)Math.Floor((now.ToUnixTimeMilliseconds() + (long)zone.GetUtcOffset(now).Milliseconds) / 60_000.0);
        return new Wall(minutes / Day, minutes % Day);
    }

    // Every date from 1970 on, as a calendar on the wall has them.
    private static LocalDate[] StepThroughTheCalendar()
    {
        var dates = new List<LocalDate>();
        for (var year = 1970; year < 2040; year++)
        {
            int[] months = [31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (var month = 1; month <= 12; month++)
            {
                for (var day = 1; day <= months[month - 1]; day++)
                {
                    dates.Add(new LocalDate(year, month, day));
                }
            }
        }

        return [.. dates];
    }

    /// <summary>What hangs on the wall.</summary>
    /// <param name="Date">The days since 1970 that the calendar shows.</param>
    /// <param name="Minute">The minutes since midnight that the clock shows.</param>
    private sealed record Wall(int Date, int Minute);

    /// <summary>A window in minutes and days.</summary>
    private sealed record Window((int From, int To)? Hours)
    {
        private readonly bool[] _steps = StepThrough(Hours); // the minutes of the day on which it begins, and of the next

        public int[]? Weekdays { get; init; }

        public int[]? On { get; init; }

        public int[]? Except { get; init; }

        public TimeWindowCondition In(string zone) => new(zone)
        {
            From = Hours is { } begins ? LocalTime.FromMinutesSinceMidnight(begins.From) : null,
            To = Hours is { } ends ? LocalTime.FromMinutesSinceMidnight(ends.To) : null,
            Days = Weekdays is { } days ? [.. days.Distinct().Select(day => (IsoDayOfWeek)(day + 1))] : default,
            OnDates = On is { } on ? [.. on.Distinct().Select(date => Dates[date])] : default,
            ExceptDates = Except is { } except ? [.. except.Select(date => Dates[date])] : default,
        };

        // Whether one who steps from the beginning of the window that began today, or yesterday, minute by minute to its end, comes by.
        public bool IsOpenAt(Wall now) => (_steps[now.Minute] && Begins(now.Date)) || (_steps[Day + now.Minute] && Begins(now.Date - 1));

        private static bool[] StepThrough((int From, int To)? hours)
        {
            var steps = new bool[2 * Day];
            var at = hours?.From ?? 0;
            do
            {
                steps[at++] = true;
            }
            while (at % Day != (hours?.To ?? 0));
            return steps;
        }

        private bool Begins(int date) =>
            (Weekdays?.Contains(WeekdayOf(date)) ?? true) && (On?.Contains(date) ?? true) && !(Except?.Contains(date) ?? false);
    }
}
