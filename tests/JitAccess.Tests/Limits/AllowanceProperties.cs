using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Limits;

/// <summary>The algebra of time spent in rolling windows against counting one by one.</summary>
public sealed class AllowanceProperties(ITestOutputHelper output)
{
    private static readonly Gen<(int From, int Length)> Time =
        from start in Gen.Choose(0, 120)
        from length in Gen.Choose(1, 40)
        select (start, length);

    private static readonly Gen<Case> Cases =
        from spent in Time.ListOf()
        from given in Time
        from within in Gen.Choose(42, 90)
        from total in Gen.Choose(40, within - 1)
        select new Case([.. spent], given, total, within);

    [Fact]
    public void Fullest_AnyTimes_IsWhatCountingFinds() => Check(test =>
    {
        var times = test.Spent.Append(test.Given).ToList();
        var most = Enumerable.Range(test.Given.From - test.Within + 1, test.Given.Length + test.Within - 1)
            .Max(start => Enumerable.Range(start, test.Within).Count(moment => times.Exists(time => moment >= time.From && moment < time.From + time.Length)));

        return most == Allowance.Fullest(test.Pairs, test.Given.From, test.Given.From + test.Given.Length, test.Within);
    });

    // It is told when to ask again, and then it fits.
    [Fact]
    public void FitsFrom_WhatDidNotFit_FitsThen() => Check(test =>
    {
        var length = test.Given.Length;
        if (Fits(test.Given.From))
        {
            return true;
        }

        var from = (int)Allowance.FitsFrom(test.Pairs, test.Given.From, length, test.Total, test.Within);
        return from > test.Given.From && from <= test.Spent.Append(test.Given).Max(time => time.From + time.Length) + test.Within - length && Fits(from);

        bool Fits(int start) => Allowance.Fullest(test.Pairs, start, start + length, test.Within) <= test.Total;
    });

    // Whatever is kept of what was spent never says less than there was.
    [Fact]
    public void Kept_ThousandsOfTimes_AreBoundedAndNeverLess()
    {
        var spent = ImmutableArray<SpentTime>.Empty;
        for (var index = 0; index < 2000; index++)
        {
            var at = Instant.FromUnixTimeMilliseconds(1_000_000L + (index * 1000L));
            spent = Allowance.With(spent, new SpentTime("p", Deadline.From(at), Deadline.After(at, Duration.FromMilliseconds(500)), $"g{index}"));
            spent = Allowance.Ended(spent, $"g{index}", at + Duration.FromMilliseconds(100 + (index % 7)));
        }

        Assert.InRange(spent.Length, 1, 200);
        Assert.All(Enumerable.Range(0, 2000), index => Assert.Contains(
            spent, item => item.From.UnixMilliseconds <= 1_000_000L + (index * 1000L) && item.Until.UnixMilliseconds >= 1_000_100L + (index * 1000L)));
    }

    [Fact]
    public void Ended_BeforeItBegan_SpendsNothing()
    {
        var start = Instant.FromUnixTimeSeconds(1_000_000);
        var scheduled = Allowance.With([], new SpentTime("p", Deadline.From(start), Deadline.After(start, Duration.FromHours(1)), "g"));

        Assert.Empty(Allowance.Ended(scheduled, "g", start - Duration.FromMinutes(1)));
    }

    private void Check(Func<Case, bool> holds) => Properties.Check(Prop.ForAll(Cases.ToArbitrary(), holds), output, size: 12);

    private sealed record Case(IReadOnlyList<(int From, int Length)> Spent, (int From, int Length) Given, int Total, int Within)
    {
        public IReadOnlyCollection<(long, long)> Pairs => [.. Spent.Select(time => ((long)time.From, (long)time.From + time.Length))];
    }
}
