using FsCheck;
using FsCheck.Fluent;
using JitAccess.Stores;
using JitAccess.Testing;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Stores;

/// <summary>P24: the time of an embedded store goes forward, whatever the wall clock does.</summary>
public sealed class StoreClockTests(ITestOutputHelper output)
{
    private static readonly Instant Start = FakeTime.DefaultStart;

    [Fact]
    public void Now_WallRuns_IsTheWallClock()
    {
        var time = new FakeTime(Start);
        var clock = new StoreClock(time);
        for (var hour = 0; hour < 1000; hour++)
        {
            Assert.Equal(Start + Duration.FromHours(hour), clock.Now(null));
            time.Advance(Duration.FromHours(1));
        }
    }

    [Fact]
    public void Now_WallStepsBack_IsCarriedOn()
    {
        var time = new FakeTime(Start);
        var clock = new StoreClock(time);
        clock.Now(null);

        time.StepWall(Duration.FromDays(-1));
        Assert.Equal(Start, clock.Now(null));
        time.Advance(Duration.FromSeconds(1000));
        Assert.Equal(Start + Duration.FromSeconds(999), clock.Now(null)); // 0.1 % less than the monotonic clock shows
    }

    [Fact]
    public void Now_ReadOftenWhileCarriedOn_LosesNothingToRounding()
    {
        var time = new FakeTime(Start);
        var clock = new StoreClock(time);
        clock.Now(null);
        time.StepWall(Duration.FromDays(-1));
        for (var step = 0; step < 10_000; step++)
        {
            time.Advance(Duration.FromTicks(1000));
            clock.Now(null);
        }

        Assert.Equal(Start + Duration.FromMilliseconds(999), clock.Now(null));
    }

    // Entries that were sealed by a carried time are readings of no other clock: found by seed 793612 of the simulation.
    [Theory]
    [InlineData(400)]
    [InlineData(9990)]
    public void P24_Now_EachReadingIsTheNextLastEntry_TimeGoesOn(long ticks)
    {
        var time = new FakeTime(Start);
        var clock = new StoreClock(time);
        var last = clock.Now(null);
        time.StepWall(Duration.FromDays(-1));
        for (var passed = 0L; passed < 10 * NodaConstants.TicksPerSecond; passed += ticks)
        {
            time.Advance(Duration.FromTicks(ticks));
            last = clock.Now(last);
        }

        Assert.InRange(last, Start + Duration.FromMilliseconds(9985), Start + Duration.FromMilliseconds(10_001));
    }

    [Fact]
    public void Now_LastEntryAhead_IsCarriedOnFromThere()
    {
        var time = new FakeTime(Start);
        var clock = new StoreClock(time);
        var ahead = Start + Duration.FromHours(1);

        Assert.Equal(ahead, clock.Now(ahead));
        time.Advance(Duration.FromMilliseconds(2000));
        Assert.Equal(ahead + Duration.FromMilliseconds(1998), clock.Now(ahead));
    }

    [Fact]
    public void P24_AnySteps_TimeNeverRunsBackAndIsNeverBehindTheWall() =>
        Properties.Check(Prop.ForAll(
            Gen.Choose(-100_000, 100_000).Two().ListOf(20).ToArbitrary(),
            steps =>
            {
                var time = new FakeTime(Start);
                var clock = new StoreClock(time);
                var last = Instant.MinValue;
                foreach (var (step, advance) in steps)
                {
                    time.StepWall(Duration.FromMilliseconds(step));
                    time.Advance(Duration.FromMilliseconds(Math.Abs(advance)));
                    var now = clock.Now(null);
                    Assert.True(now >= last && now >= time.Now);
                    last = now;
                }
            }),
            output);
}
