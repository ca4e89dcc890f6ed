using System.Text;
using System.Text.Json;
using NodaTime;
using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class TimeWindowConditionTests
{
    private const string Paris = "Europe/Paris";

    private static readonly Condition Night = During.Hours(Paris, new LocalTime(22, 0), new LocalTime(2, 0), days: [IsoDayOfWeek.Saturday]);

    [Theory]
    [InlineData("2026-06-13T19:59:59.999Z", false)]
    [InlineData("2026-06-13T20:00:00Z", true)] // Saturday 22:00 in Paris.
    [InlineData("2026-06-13T23:59:59.999Z", true)] // Sunday 01:59:59, still Saturday's window.
    [InlineData("2026-06-14T00:00:00Z", false)]
    [InlineData("2026-06-14T20:00:00Z", false)] // Sunday 22:00.
    [InlineData("2026-06-12T23:00:00Z", false)] // Saturday 01:00 is Friday's window.
    public void Hours_CrossingMidnight_BelongToTheDayOnWhichTheyBegin(string now, bool open) =>
        Assert.Equal(open, Night.Evaluate(ContextAt(At(now))).IsSatisfied);

    [Theory]
    [InlineData("2026-06-10T05:59:59.999Z", false)]
    [InlineData("2026-06-10T06:00:00Z", true)]
    [InlineData("2026-06-10T15:59:59.999Z", true)]
    [InlineData("2026-06-10T16:00:00Z", false)]
    [InlineData("2026-01-10T06:30:00Z", false)] // Winter: 07:30 in Paris.
    [InlineData("2026-01-10T07:00:00Z", true)]
    public void Hours_OfTheDay_AreHalfOpenInLocalTime(string now, bool open) =>
        Assert.Equal(open, During.Hours(Paris, new LocalTime(8, 0), new LocalTime(18, 0)).Evaluate(ContextAt(At(now))).IsSatisfied);

    [Theory]
    [InlineData("2026-03-28T01:30:00Z", true)] // The night before: 02:30.
    [InlineData("2026-03-29T00:59:59.999Z", false)] // 01:59:59.999, then the clock shows 03:00.
    [InlineData("2026-03-29T01:00:00Z", false)]
    [InlineData("2026-03-29T01:30:00Z", false)]
    [InlineData("2026-03-30T00:30:00Z", true)] // The night after: 02:30.
    public void Hours_InTheGapOfDaylightSaving_DoNotOpenThatNight(string now, bool open) =>
        Assert.Equal(open, During.Hours(Paris, new LocalTime(2, 0), new LocalTime(3, 0)).Evaluate(ContextAt(At(now))).IsSatisfied);

    [Theory]
    [InlineData("2026-10-24T23:59:59.999Z", false)] // 01:59:59.999
    [InlineData("2026-10-25T00:00:00Z", true)] // 02:00 for the first time.
    [InlineData("2026-10-25T01:00:00Z", true)] // 02:00 for the second time.
    [InlineData("2026-10-25T01:59:59.999Z", true)]
    [InlineData("2026-10-25T02:00:00Z", false)] // 03:00
    public void Hours_InTheFoldOfDaylightSaving_AreOpenForBoth(string now, bool open) =>
        Assert.Equal(open, During.Hours(Paris, new LocalTime(2, 0), new LocalTime(3, 0)).Evaluate(ContextAt(At(now))).IsSatisfied);

    [Theory]
    [InlineData("2028-02-28T23:00:00Z", true)] // 29 February in Paris.
    [InlineData("2028-02-29T22:59:59Z", true)]
    [InlineData("2028-02-29T23:00:00Z", false)]
    public void Dates_LeapDay_AreTheLocalDate(string now, bool open) =>
        Assert.Equal(open, During.Dates(Paris, new LocalDate(2028, 2, 29)).Evaluate(ContextAt(At(now))).IsSatisfied);

    [Fact]
    public void Dates_WindowIntoTheLeapDay_BelongsToTheDayBefore()
    {
        var window = During.Hours("UTC", new LocalTime(23, 0), new LocalTime(1, 0), onDates: [new LocalDate(2028, 2, 28)]);

        window.Evaluate(ContextAt(At("2028-02-29T00:59:59Z"))).Holds();
        window.Evaluate(ContextAt(At("2028-02-29T23:00:00Z"))).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);
    }

    [Fact]
    public void Hours_YearEndWithException_StayShut()
    {
        var window = During.Hours("UTC", new LocalTime(22, 0), new LocalTime(4, 0), exceptDates: [new LocalDate(2026, 12, 31)]);

        window.Evaluate(ContextAt(At("2027-01-01T03:59:00Z"))).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);
        window.Evaluate(ContextAt(At("2027-01-01T22:00:00Z"))).Holds();
    }

    [Fact]
    public void Days_OutsideTheWindow_SaysTheLocalTimeAndTheWindow()
    {
        var finding = During.Days(Paris, IsoDayOfWeek.Monday).Evaluate(ContextAt(Noon)).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);

        Assert.Equal("2026-06-10 14:00:00", finding.Value);
        Assert.Contains("Monday in Europe/Paris", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_OutsideTheWindow_SaysAllOfIt()
    {
        var window = During.Hours(
            Paris,
            new LocalTime(8, 0),
            new LocalTime(9, 30),
            [IsoDayOfWeek.Monday, IsoDayOfWeek.Sunday],
            [new LocalDate(2026, 6, 8)],
            [new LocalDate(2026, 6, 15), new LocalDate(2026, 6, 22)]);

        Assert.Equal(
            "a moment on Monday, Sunday on 2026-06-08 from 08:00 to 09:30 except on 2026-06-15, 2026-06-22 in Europe/Paris",
            window.Evaluate(ContextAt(Noon)).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow).Limit);
    }

    [Fact]
    public void Days_Negated_AreTheOtherDays()
    {
        (!During.Days(Paris, IsoDayOfWeek.Monday)).Evaluate(ContextAt(Noon)).Holds();
        (!During.Days(Paris, IsoDayOfWeek.Wednesday)).Evaluate(ContextAt(Noon)).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);
    }

    [Fact]
    public void Days_UnknownZone_IsUnknownAlsoNegated()
    {
        During.Days("Mars/Olympus", IsoDayOfWeek.Wednesday).Evaluate(ContextAt(Noon)).Says(ConditionResult.Unknown, Reason.OutsideWindow);
        (!During.Days("Mars/Olympus", IsoDayOfWeek.Wednesday)).Evaluate(ContextAt(Noon)).Says(ConditionResult.Unknown, Reason.OutsideWindow);
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("europe/paris")]
    [InlineData("UTC+02")]
    [InlineData("+02:00")]
    [InlineData("Romance Standard Time")]
    [InlineData("")]
    public void Check_UnknownZone_IsRefused(string zone) =>
        Assert.Equal("$.during.zone", Assert.Single(FindingsOf(During.Days(zone, IsoDayOfWeek.Monday))).Member);

    [Fact]
    public void Check_Windows_AreRefusedWhereTheyAreWrong()
    {
        Assert.Equal("$.during.to", Assert.Single(FindingsOf(During.Hours(Paris, LocalTime.Noon, LocalTime.Noon))).Member);
        Assert.Equal("$.during.from", Assert.Single(FindingsOf(During.Hours(Paris, new LocalTime(8, 0, 1), LocalTime.Noon))).Member);
        Assert.Equal("$.during.days", Assert.Single(FindingsOf(During.Days(Paris))).Member);
        Assert.Equal("$.during.days[1]", Assert.Single(FindingsOf(During.Days(Paris, IsoDayOfWeek.Monday, IsoDayOfWeek.Monday))).Member);
        Assert.Equal("$.during.days[0]", Assert.Single(FindingsOf(During.Days(Paris, IsoDayOfWeek.None))).Member);
        Assert.Equal("$.during.exceptDates", Assert.Single(FindingsOf(During.Hours(Paris, LocalTime.Noon, LocalTime.Midnight, exceptDates: []))).Member);
        Assert.Equal("$.during", Assert.Single(FindingsOf(new TimeWindowCondition(Paris))).Member);
        Assert.Equal("$.during", Assert.Single(FindingsOf(new TimeWindowCondition(Paris) { From = LocalTime.Noon })).Member);
        Assert.Empty(FindingsOf(During.Hours(Paris, LocalTime.Noon, LocalTime.Midnight)));
    }

    [Fact]
    public void Check_EveryDayAndAsManyDatesAsThereMayBe_IsAccepted()
    {
        var dates = Enumerable.Range(0, 400).Select(new LocalDate(2026, 1, 1).PlusDays).ToArray();

        Assert.Empty(FindingsOf(During.Days(Paris, [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)])));
        Assert.Empty(FindingsOf(During.Dates(Paris, dates)));

        var tooMany = Assert.Single(FindingsOf(During.Dates(Paris, [.. dates, new LocalDate(2030, 1, 1)])));
        Assert.Equal((Reason.PolicyInvalid, "401", "1 to 400"), (tooMany.Reason, tooMany.Value, tooMany.Limit));
    }

    [Fact]
    public void Check_MemberWithoutAValue_IsMissing()
    {
        var empty = Assert.Single(FindingsOf(During.Days(Paris)));
        Assert.Equal((Reason.MemberMissing, null, "1 to 7"), (empty.Reason, empty.Value, empty.Limit));

        var end = Assert.Single(FindingsOf(During.Hours(Paris, LocalTime.Noon, new LocalTime(13, 0, 30))));
        Assert.Equal((Reason.PolicyInvalid, "$.during.to", "13:00:30"), (end.Reason, end.Member, end.Value));
    }

    [Fact]
    public void Hours_SameStartAndEnd_LastADayFromThere()
    {
        // No published policy has such a window, and one that is judged all the same has to mean what is documented.
        var window = During.Hours("UTC", LocalTime.Noon, LocalTime.Noon, [IsoDayOfWeek.Monday]);

        window.Evaluate(ContextAt(At("2026-06-08T11:59:59Z"))).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);
        window.Evaluate(ContextAt(At("2026-06-08T12:00:00Z"))).Holds();
        window.Evaluate(ContextAt(At("2026-06-09T11:59:59Z"))).Holds();
        window.Evaluate(ContextAt(At("2026-06-09T12:00:00Z"))).Says(ConditionResult.NotSatisfied, Reason.OutsideWindow);
    }

    [Fact]
    public void WriteValue_EveryMember_IsWrittenAsItIsRead()
    {
        var window = During.Hours(
            Paris, new LocalTime(22, 0), new LocalTime(4, 30), [IsoDayOfWeek.Monday, IsoDayOfWeek.Sunday], [new LocalDate(2026, 6, 8)], [new LocalDate(2026, 6, 15)]);

        Assert.Equal(
            """{"zone":"Europe/Paris","days":["monday","sunday"],"from":"22:00","to":"04:30","onDates":["2026-06-08"],"exceptDates":["2026-06-15"]}""",
            Written(window));
        Assert.Equal("""{"zone":"Europe/Paris","onDates":["2026-06-08"]}""", Written(During.Dates(Paris, new LocalDate(2026, 6, 8))));
    }

    private static string Written(Condition condition)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            condition.WriteValue(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<Finding> FindingsOf(Condition condition)
    {
        var findings = new List<Finding>();
        condition.Check("$.during", findings);
        return findings;
    }
}
