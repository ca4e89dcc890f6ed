using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Time;

public sealed class DeadlineTests(ITestOutputHelper output)
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 2, 12, 0);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void P18_HasPassed_AroundTheTick_IsHalfOpen(int milliseconds, bool hasPassed)
    {
        var deadline = Deadline.From(Noon);
        var moment = Noon + Duration.FromMilliseconds(milliseconds);

        Assert.Equal(hasPassed, deadline.HasPassed(moment));
        Assert.Equal(hasPassed, deadline.HasPassed(moment.ToUnixTimeMilliseconds()));
        Assert.Equal(hasPassed ? Duration.Zero : Duration.FromMilliseconds(-milliseconds), deadline.Remaining(moment));
    }

    [Fact]
    public void From_FinerThanAMillisecond_IsFloored()
    {
        var deadline = Deadline.From(Noon + Duration.FromNanoseconds(1_999_999));

        Assert.Equal(Noon + Duration.FromMilliseconds(1), deadline.At);
        Assert.Equal(deadline, Deadline.FromUnixMilliseconds(deadline.UnixMilliseconds));
    }

    [Fact]
    public void Default_HasAlwaysPassed()
    {
        var deadline = default(Deadline);

        Assert.True(deadline.HasPassed(Instant.MinValue));
        Assert.True(deadline.HasPassed(-1));
        Assert.Equal(Duration.Zero, deadline.Remaining(Instant.FromUnixTimeMilliseconds(-5)));
    }

    [Fact]
    public void P15_After_ZeroNegativeOrBeyondTheCalendar_IsAnErrorNeverForever()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(Noon, Duration.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(Noon, -Duration.Epsilon));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(Noon, Duration.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(Noon, Duration.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(Noon, Instant.MaxValue - Noon + Duration.Epsilon));
        Assert.Equal(Deadline.From(Instant.MaxValue), Deadline.After(Noon, Instant.MaxValue - Noon));
    }

    [Fact]
    public void P15_After_AnyStartAndDuration_EndsWhereArithmeticSays() => Properties.Check(
        Prop.ForAll(Gen.Choose(-2_000_000_000, 2_000_000_000).Two().ToArbitrary(), pair =>
        {
            var (start, duration) = (Noon + Duration.FromMilliseconds(pair.Item1), Duration.FromMilliseconds(pair.Item2));
            if (pair.Item2 <= 0)
            {
                return Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(start, duration)).ParamName == "duration";
            }

            var deadline = Deadline.After(start, duration);
            return deadline.At == start + duration
                && !deadline.HasPassed(start)
                && !deadline.HasPassed(deadline.At - Duration.FromMilliseconds(1))
                && deadline.HasPassed(deadline.At);
        }),
        output);

    [Fact]
    public void Earlier_IsTheOneThatPassesFirst()
    {
        var (first, second) = (Deadline.From(Noon), Deadline.From(Noon + Duration.FromMilliseconds(1)));

        Assert.Equal(first, Deadline.Earlier(first, second));
        Assert.Equal(first, Deadline.Earlier(second, first));
        Assert.Equal(first, Deadline.Earlier(first, first));
    }

    [Fact]
    public void Equals_SameInstant_IsTheSame()
    {
        var (one, same, other) = (Deadline.From(Noon), Deadline.From(Noon), Deadline.From(Noon + Duration.FromMilliseconds(1)));

        Assert.True(one == same && !(one != same) && one.Equals((object)same) && one.GetHashCode() == same.GetHashCode());
        Assert.True(one != other && !(one == other) && !one.Equals((object)other) && !one.Equals(null) && !one.Equals("2026"));
        Assert.Equal("2026-03-02T12:00:00.000Z", one.ToString());
    }
}
