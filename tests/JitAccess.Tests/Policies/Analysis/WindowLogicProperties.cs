using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What is said about time windows is so at every half-hour of six weeks, daylight saving among them.</summary>
public sealed class WindowLogicProperties(ITestOutputHelper output)
{
    private static readonly Instant Begin = Instant.FromUtc(2026, 10, 10, 0, 0);

    private static readonly List<Instant> Moments = [.. Enumerable.Range(0, 6 * 7 * 48).Select(half => Begin + Duration.FromMinutes(30 * half))];

    private static readonly Gen<LocalDate> Dates = Gen.Choose(0, 40).Select(days => new LocalDate(2026, 10, 12).PlusDays(days));

    private static readonly Gen<TimeWindowCondition> Windows =
        from zone in Gen.Elements("Europe/Paris", "Europe/Paris", "UTC")
        from hours in Gen.Elements<(int, int)?>(null, (9, 17), (9, 12), (10, 11), (12, 17), (22, 2), (22, 2), (2, 3), (23, 0), (9, 9))
        from days in Gen.OneOf(Gen.Constant<IsoDayOfWeek[]?>(null), Gen.SubListOf(IsoDayOfWeek.Friday, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday).Select(some => (IsoDayOfWeek[]?)[.. some]))
        from onDates in Gen.OneOf(Gen.Constant<LocalDate[]?>(null), Gen.ArrayOf(Dates, 3).Select(dates => (LocalDate[]?)dates))
        from exceptDates in Gen.OneOf(Gen.Constant<LocalDate[]?>(null), Gen.ArrayOf(Dates, 20).Select(dates => (LocalDate[]?)dates))
        select Window(zone, hours, days, onDates, exceptDates);

    [Fact]
    public void Windows_WhateverIsSaidOfTwo_IsSoAtEveryMoment() => Properties.Check(
        Prop.ForAll(Windows.ToArbitrary(), Windows.ToArbitrary(), (one, other) =>
        {
            var (within, apart) = (WindowLogic.IsWithin(one, other), WindowLogic.AreDisjoint(one, other));
            return (!within && !apart) || Moments.TrueForAll(moment =>
                !Open(one, moment) || ((!within || Open(other, moment)) && (!apart || !Open(other, moment))));
        }),
        output,
        size: 20);

    [Fact]
    public void NeverOpens_WhateverItSays_IsSoFromThenOn() => Properties.Check(
        Prop.ForAll(Windows.ToArbitrary(), Gen.Choose(0, Moments.Count - 1).ToArbitrary(), (window, index) =>
            !WindowLogic.NeverOpens(window, Moments[index])
            || Moments.Skip(index).All(moment => !Open(window, moment))),
        output,
        size: 20);

    private static TimeWindowCondition Window(string zone, (int From, int To)? hours, IsoDayOfWeek[]? days, LocalDate[]? onDates, LocalDate[]? exceptDates) => new TimeWindowCondition(zone)
    {
        From = hours is null ? null : new LocalTime(hours.Value.From, 0),
        To = hours is null ? null : new LocalTime(hours.Value.To, 0),
        Days = days is null ? default : [.. days],
        OnDates = onDates is null ? default : [.. onDates],
        ExceptDates = exceptDates is null ? default : [.. exceptDates],
    };

    private static bool Open(TimeWindowCondition window, Instant moment) =>
        window.Evaluate(new ConditionContext(Subject.Human("i", "x"), FactSet.Empty, moment)).IsSatisfied;
}
