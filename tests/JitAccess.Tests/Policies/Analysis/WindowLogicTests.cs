using JitAccess.Tests.Facts.Conditions;
using NodaTime;
using static NodaTime.IsoDayOfWeek;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What is to be said of windows, and what is not; that nothing wrong is said of any is <see cref="WindowLogicProperties"/>.</summary>
public sealed class WindowLogicTests
{
    private const string Paris = "Europe/Paris";

    private static readonly LocalDate ThatFriday = new(2026, 6, 12);
    private static readonly LocalDate ThatSaturday = new(2026, 6, 13);

    [Theory]
    [InlineData(10, 11, 9, 12, true)]
    [InlineData(9, 12, 9, 17, true)]
    [InlineData(12, 17, 9, 17, true)]
    [InlineData(9, 12, 10, 12, false)]
    [InlineData(9, 12, 9, 11, false)]
    [InlineData(9, 12, null, null, true)]
    [InlineData(null, null, 9, 12, false)]
    [InlineData(null, null, null, null, true)]
    [InlineData(22, 2, 22, 2, true)]
    [InlineData(22, 2, 1, 23, false)]
    [InlineData(1, 2, 22, 3, false)] // the other's Friday is the one's Saturday
    public void IsWithin_Hours_AreComparedByTheClock(int? from, int? to, int? otherFrom, int? otherTo, bool isWithin) =>
        Assert.Equal(isWithin, WindowLogic.IsWithin(Window(from, to), Window(otherFrom, otherTo)));

    [Theory]
    [InlineData(9, 12, 12, 17, true)]
    [InlineData(9, 12, 11, 13, false)]
    [InlineData(9, 12, null, null, false)]
    [InlineData(22, 2, 2, 22, true)]
    [InlineData(22, 2, 10, 12, true)]
    [InlineData(22, 2, 1, 5, false)]
    [InlineData(22, 2, 20, 23, false)]
    [InlineData(22, 2, 23, 1, false)]
    public void AreDisjoint_Hours_AreComparedByTheClockBothWays(int? from, int? to, int? otherFrom, int? otherTo, bool areDisjoint)
    {
        Assert.Equal(areDisjoint, WindowLogic.AreDisjoint(Window(from, to), Window(otherFrom, otherTo)));
        Assert.Equal(areDisjoint, WindowLogic.AreDisjoint(Window(otherFrom, otherTo), Window(from, to)));
    }

    [Fact]
    public void Zones_OtherOrUnknown_SayNothing()
    {
        var (here, there, nowhere) = (Window(9, 12), Window(9, 12, "UTC"), Window(9, 12, "Mars/Olympus"));

        Assert.False(WindowLogic.IsWithin(here, there));
        Assert.False(WindowLogic.AreDisjoint(here, Window(12, 17, "UTC")));
        Assert.False(WindowLogic.IsWithin(nowhere, nowhere));
        Assert.False(WindowLogic.AreDisjoint(nowhere, Window(12, 17, "Mars/Olympus")));
    }

    [Fact]
    public void IsWithin_Days_AllOfTheOnesAreTheOthers()
    {
        Says(true, Days(Friday), Days(Friday, Saturday));
        Says(false, Days(Friday, Saturday), Days(Friday));
        Says(false, Window(), Days(Friday));
        Says(true, Days(Friday), Window());

        static void Says(bool isWithin, TimeWindowCondition one, TimeWindowCondition other) => Assert.Equal(isWithin, WindowLogic.IsWithin(one, other));
    }

    [Fact]
    public void IsWithin_Dates_AllOnWhichTheOneOpensOpenTheOther()
    {
        Says(true, On(ThatFriday), On(ThatFriday, ThatSaturday));
        Says(false, On(ThatFriday, ThatSaturday), On(ThatFriday));
        Says(true, new(Paris) { OnDates = [ThatFriday, ThatSaturday], ExceptDates = [ThatSaturday] }, On(ThatFriday));
        Says(true, On(ThatFriday), Days(Friday));
        Says(false, On(ThatSaturday), Days(Friday));
        Says(false, Window(), On(ThatFriday));
        Says(true, Days(Saturday), Except(ThatFriday));
        Says(false, Days(Friday), Except(ThatFriday));
        Says(false, Window(), Except(ThatFriday));
        Says(true, Except(ThatFriday, ThatSaturday), Except(ThatFriday));

        static void Says(bool isWithin, TimeWindowCondition one, TimeWindowCondition other) => Assert.Equal(isWithin, WindowLogic.IsWithin(one, other));
    }

    [Fact]
    public void AreDisjoint_DaysAndDates_HaveNoneInCommon()
    {
        Says(true, Days(Friday), Days(Saturday, Sunday));
        Says(false, Days(Friday, Saturday), Days(Saturday));
        Says(false, Window(), Days(Friday));
        Says(true, On(ThatFriday), On(ThatSaturday));
        Says(false, On(ThatFriday, ThatSaturday), On(ThatSaturday));
        Says(true, On(ThatFriday), Except(ThatFriday));
        Says(true, On(ThatFriday), Days(Saturday));
        Says(false, On(ThatFriday), Days(Friday));
        Says(false, On(ThatFriday), Window());
        Says(true, Window(22, 2, days: [Friday]), Window(22, 2, days: [Saturday]));
        Says(false, Window(22, 2, days: [Friday]), Days(Saturday)); // until two o'clock on Saturday
        Says(false, Window(22, 2, days: [Friday]), Window(22, 3, days: [Friday]));

        static void Says(bool areDisjoint, TimeWindowCondition one, TimeWindowCondition other)
        {
            Assert.Equal(areDisjoint, WindowLogic.AreDisjoint(one, other));
            Assert.Equal(areDisjoint, WindowLogic.AreDisjoint(other, one));
        }
    }

    [Fact]
    public void NeverOpens_WhereNothingIsLeft_IsSaid()
    {
        Says(true, Window(9, 12, "Mars/Olympus"));
        Says(true, new(Paris) { Days = [] });
        Says(true, new(Paris) { Days = [Saturday], OnDates = [ThatFriday] });
        Says(true, new(Paris) { OnDates = [ThatFriday], ExceptDates = [ThatFriday] });
        Says(false, Window(9, 12));
        Says(false, Days(Friday));
        Says(false, On(ThatFriday));
        Says(false, new(Paris) { OnDates = [ThatFriday, ThatSaturday], ExceptDates = [ThatFriday] });
        Says(false, Except(ThatFriday));

        static void Says(bool neverOpens, TimeWindowCondition window) => Assert.Equal(neverOpens, WindowLogic.NeverOpens(window, from: null));
    }

    [Theory]
    [InlineData(null, null, "2026-06-12", "2026-06-12T22:00:00Z")] // midnight in Paris
    [InlineData(8, 9, "2026-06-12", "2026-06-12T07:00:00Z")]
    [InlineData(22, 2, "2026-06-12", "2026-06-13T00:00:00Z")]
    [InlineData(1, 2, "2026-03-29", "2026-03-29T01:00:00Z")] // two o'clock is left out that night
    [InlineData(1, 2, "2026-10-25", "2026-10-25T01:00:00Z")] // and comes twice that night
    public void NeverOpens_OnADate_IsSaidFromItsLastEndOn(int? from, int? to, string date, string end)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;
        var window = Window(from, to, dates: [day]);

        Assert.False(WindowLogic.NeverOpens(window, Given.At(end) - Duration.FromMilliseconds(1)));
        Assert.True(WindowLogic.NeverOpens(window, Given.At(end)));
        Assert.False(WindowLogic.NeverOpens(Window(from, to, dates: [day, new LocalDate(2027, 1, 1)]), Given.At(end)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(9990, false)]
    [InlineData(9991, false)]
    [InlineData(9999, false)]
    public void NeverOpens_AtTheEndsOfTheCalendar_DoesNotBreak(int year, bool neverOpens) =>
        Assert.Equal(neverOpens, WindowLogic.NeverOpens(On(new LocalDate(year, 12, 31)), Given.Noon));

    private static TimeWindowCondition Window(
        int? from = null, int? to = null, string zone = Paris, IsoDayOfWeek[]? days = null, LocalDate[]? dates = null) => new(zone)
    {
        Days = days is null ? default : [.. days],
        OnDates = dates is null ? default : [.. dates],
        From = from is { } begins ? new LocalTime(begins, 0) : null,
        To = to is { } ends ? new LocalTime(ends, 0) : null,
    };

    private static TimeWindowCondition Days(params IsoDayOfWeek[] days) => new(Paris) { Days = [.. days] };

    private static TimeWindowCondition On(params LocalDate[] dates) => new(Paris) { OnDates = [.. dates] };

    private static TimeWindowCondition Except(params LocalDate[] dates) => new(Paris) { ExceptDates = [.. dates] };
}
