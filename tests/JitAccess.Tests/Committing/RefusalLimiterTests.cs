using JitAccess.Committing;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Committing;

/// <summary>Rule 6 on one node: refusals are counted whatever else happens, and the memory for it is bounded.</summary>
public sealed class RefusalLimiterTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Count_ManyOtherSubjects_DoesNotForgetWhoWasRefusedMore()
    {
        var limiter = Limiter(capacity: 100);
        Refuse(limiter, "guesser", times: 3);

        for (var other = 0; other < 10_000; other++)
        {
            Refuse(limiter, $"other-{other}", times: 1);
        }

        Assert.True(IsRefused(limiter, "guesser"));
        Assert.False(IsRefused(limiter, "other-9999"));
    }

    [Fact]
    public void Count_SubjectsWhoseHourIsOver_MakeRoomFirst()
    {
        var limiter = Limiter(capacity: 100);
        for (var other = 0; other < 100; other++)
        {
            Refuse(limiter, $"other-{other}", times: 3);
        }

        _time.Advance(Duration.FromHours(1));
        for (var other = 0; other < 100; other++)
        {
            Refuse(limiter, $"new-{other}", times: 3);
        }

        Assert.All(Enumerable.Range(0, 100), other => Assert.True(IsRefused(limiter, $"new-{other}")));
    }

    [Theory]
    [InlineData("more", "less")]
    [InlineData("less", "more")]
    public void Count_NoRoom_ForgetsTheOneWhoWasRefusedLeast(string first, string second)
    {
        var limiter = Limiter(capacity: 2);
        Refuse(limiter, first, times: first == "more" ? 3 : 2);
        Refuse(limiter, second, times: second == "more" ? 3 : 2);

        Refuse(limiter, "third", times: 3);

        Assert.True(IsRefused(limiter, "more"));
        Assert.True(IsRefused(limiter, "third"));
        Refuse(limiter, "less", times: 1); // it would be the third, had the two not been forgotten
        Assert.False(IsRefused(limiter, "less"));
    }

    [Fact]
    public void Admit_WallClockSetBackOrForward_ResetsNothing()
    {
        var limiter = Limiter();
        Refuse(limiter, "guesser", times: 3);

        _time.StepWall(Duration.FromHours(-2));
        Assert.True(IsRefused(limiter, "guesser"));
        _time.StepWall(Duration.FromHours(4));
        Assert.True(IsRefused(limiter, "guesser"));

        _time.Advance(Duration.FromHours(1));
        Assert.False(IsRefused(limiter, "guesser"));
    }

    [Fact]
    public void Count_BeyondTheLimit_RefusesInPlaceOfTheAnswer()
    {
        var limiter = Limiter();
        Refuse(limiter, "guesser", times: 3);
        _time.Advance(Duration.FromMinutes(20));

        var rejected = Assert.Throws<JitRejectedException>(() => limiter.Count(Person("guesser")));

        Assert.Equal((Reason.TooManyRefusals, Duration.FromMinutes(40)), (rejected.Reason, rejected.Explanation.RetryAfter));
        Assert.Equal("3", rejected.Explanation.Findings[0].Limit);
    }

    [Fact]
    public async Task RunAsync_NodeOrStoreAtFault_IsNotCounted()
    {
        var limiter = Limiter();

        for (var failed = 0; failed < 10; failed++)
        {
            await Assert.ThrowsAsync<JitRejectedException>(() => limiter.RunAsync<int>(
                Person("patient"), () => throw new JitRejectedException(Explanation.Of(Reason.StoreUnavailable, "away"))).AsTask());
        }

        Assert.Equal(7, await limiter.RunAsync(Person("patient"), () => ValueTask.FromResult(7)));
    }

    [Fact]
    public async Task RunEndAsync_OfOneWhoWasRefusedTooOften_IsDoneOrSaysNothing()
    {
        var limiter = Limiter();
        Refuse(limiter, "guesser", times: 3);

        Assert.Equal(7, await limiter.RunEndAsync(Person("guesser"), () => ValueTask.FromResult(7)));
        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => limiter.RunEndAsync<int>(
            Person("guesser"), () => throw new JitRejectedException(Explanation.Of(Reason.NotFound, "nothing"))).AsTask());

        Assert.Equal(Reason.TooManyRefusals, rejected.Reason);
    }

    [Fact]
    public void TryCount_AsOftenAsTheLimitAllows_ThenNotUntilTheHourIsOver()
    {
        var limiter = Limiter();

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => limiter.TryCount(Person("asker"))).ToList());
        Assert.True(limiter.TryCount(Person("other")));

        _time.Advance(Duration.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => limiter.TryCount(Person("asker"))).ToList());
    }

    [Fact]
    public async Task RunAsync_OfOneWhoWasRefusedTooOften_IsNotRun()
    {
        var limiter = Limiter();
        Refuse(limiter, "guesser", times: 3);
        var runs = 0;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => limiter.RunAsync(Person("guesser"), () => ValueTask.FromResult(runs++)).AsTask());

        Assert.Equal((Reason.TooManyRefusals, 0), (rejected.Reason, runs));
    }

    private RefusalLimiter Limiter(int capacity = 100_000) => new(_time.Clock, new JitLimits { RefusedCommandsPerHour = 3 }) { Capacity = capacity };

    private static void Refuse(RefusalLimiter limiter, string name, int times)
    {
        for (var time = 0; time < times; time++)
        {
            limiter.Count(Person(name));
        }
    }

    private static bool IsRefused(RefusalLimiter limiter, string name)
    {
        try
        {
            limiter.Admit(Person(name));
            return false;
        }
        catch (JitRejectedException)
        {
            return true;
        }
    }

    private static Subject Person(string name) => Subject.Human("https://people.test", name, Tenant.Default);
}
