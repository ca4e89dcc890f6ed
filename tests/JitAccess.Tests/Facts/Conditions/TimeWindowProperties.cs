using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>Windows against a naive reference, over every zone of the time zone database, around its transitions.</summary>
public sealed class TimeWindowProperties(ITestOutputHelper output)
{
    private static readonly ImmutableArray<string> Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    private static readonly Gen<LocalTime> Times =
        from hour in Gen.Choose(0, 23)
        from minute in Gen.Elements(0, 30, 59)
        select new LocalTime(hour, minute);

    private static readonly Gen<(string Zone, Instant Now)> Moments =
        from zone in Gen.Elements(Zones.ToArray())
        from days in Gen.Choose(0, 365 * 60)
        from seconds in Gen.Choose(-7200, 7200)
        from atTransition in Gen.Elements(true, false)
        let day = Instant.FromUtc(1975, 1, 1, 0, 0) + Duration.FromDays(days)
        let interval = DateTimeZoneProviders.Tzdb[zone].GetZoneInterval(day)
        let start = atTransition && interval.HasEnd ? interval.End : day
        select (zone, start + Duration.FromSeconds(seconds));

    [Fact]
    public void Hours_AnyZoneAndMoment_AgreeWithTheNaiveReference() => Properties.Check(
        Prop.ForAll(
            Moments.ToArbitrary(),
            (from one in Times from other in Times where one != other select (From: one, To: other)).ToArbitrary(),
            Gen.SubListOf([.. Enum.GetValues<IsoDayOfWeek>().Skip(1)]).ToArbitrary(),
            (moment, hours, days) =>
            {
                var condition = During.Hours(moment.Zone, hours.From, hours.To, days.Count == 0 ? null : days);
                return condition.Evaluate(Given.ContextAt(moment.Now)).IsSatisfied == Naive(moment.Zone, moment.Now, hours.From, hours.To, [.. days]);
            }),
        output);

    [Fact]
    public void Dates_AnyZoneAndMoment_SplitAllTime() => Properties.Check(
        Prop.ForAll(Moments.ToArbitrary(), moment =>
        {
            var local = moment.Now.InZone(DateTimeZoneProviders.Tzdb[moment.Zone]).Date;
            var context = Given.ContextAt(moment.Now);
            return During.Dates(moment.Zone, local).Evaluate(context).IsSatisfied
                && !During.Dates(moment.Zone, local.PlusDays(1)).Evaluate(context).IsSatisfied
                && !During.Dates(moment.Zone, local.PlusDays(-1)).Evaluate(context).IsSatisfied
                && During.Days(moment.Zone, local.DayOfWeek).Evaluate(context).IsSatisfied
                && (!During.Dates(moment.Zone, local.PlusDays(1))).Evaluate(context).IsSatisfied;
        }),
        output);

    // Lays the window of every near date out on the local time line.
    private static bool Naive(string zone, Instant now, LocalTime from, LocalTime to, ImmutableArray<IsoDayOfWeek> days)
    {
        var local = now.InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;
        return Enumerable.Range(-2, 4).Select(local.Date.PlusDays).Any(date =>
            (days.IsEmpty || days.Contains(date.DayOfWeek))
            && date.At(from) <= local
            && local < (to > from ? date : date.PlusDays(1)).At(to));
    }
}
