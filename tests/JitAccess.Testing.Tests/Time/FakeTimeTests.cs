using NodaTime;

namespace JitAccess.Testing.Tests.Time;

public sealed class FakeTimeTests
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;
    private readonly FakeTime _time = new();

    [Fact]
    public void Advance_Clocks_MoveTogether()
    {
        var before = _time.GetTimestamp();

        _time.Advance(Duration.FromMilliseconds(1500));

        Assert.Equal(FakeTime.DefaultStart + Duration.FromMilliseconds(1500), _time.Now);
        Assert.Equal(_time.Now.ToDateTimeOffset(), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMilliseconds(1500), _time.GetElapsedTime(before));
    }

    [Fact]
    public void Advance_Negative_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(Duration.FromMilliseconds(-1)));
        Assert.Equal(FakeTime.DefaultStart, _time.Now);
    }

    [Fact]
    public void Advance_ManyTimers_FireInOrderAtTheirOwnInstants()
    {
        var fired = new List<string>();
        Set("late", 30);
        Set("first of two", 20);
        Set("early", 10);
        Set("second of two", 20);
        Set("too late", 41);

        _time.Advance(Duration.FromSeconds(40));

        Assert.Equal(["early@10", "first of two@20", "second of two@20", "late@30"], fired);

        void Set(string name, int seconds) => _time.CreateTimer(
            _ => fired.Add($"{name}@{(_time.Now - FakeTime.DefaultStart).TotalSeconds}"), null, TimeSpan.FromSeconds(seconds), Never);
    }

    [Fact]
    public void Advance_TimerSetByATimer_FiresOnTheSameAdvance()
    {
        var fired = 0;
        _time.CreateTimer(_ => _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Never), null, TimeSpan.FromSeconds(1), Never);

        _time.Advance(Duration.FromSeconds(2));

        Assert.Equal(1, fired);
    }

    [Fact]
    public void Advance_RepeatingTimer_FiresOnceAPeriod()
    {
        var fired = new List<double>();
        using var timer = _time.CreateTimer(
            _ => fired.Add((_time.Now - FakeTime.DefaultStart).TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(Duration.FromSeconds(5.5));

        Assert.Equal([1d, 3d, 5d], fired);
    }

    [Fact]
    public void Advance_TimerDueAtOnce_FiresWithTheNextAdvance()
    {
        var fired = 0;
        _time.CreateTimer(_ => fired++, null, TimeSpan.Zero, Never);
        Assert.Equal(0, fired);

        _time.Advance(Duration.Zero);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void Advance_TimerChangedOrDisposed_FiresAsItWasChanged()
    {
        var fired = new List<string>();
        var put = _time.CreateTimer(_ => fired.Add("put off"), null, TimeSpan.FromSeconds(1), Never);
        var gone = _time.CreateTimer(_ => fired.Add("gone"), null, TimeSpan.FromSeconds(1), Never);
        Assert.True(put.Change(TimeSpan.FromSeconds(3), Never));
        gone.Dispose();
        Assert.False(gone.Change(TimeSpan.FromSeconds(1), Never));

        _time.Advance(Duration.FromSeconds(2));
        Assert.Empty(fired);

        _time.Advance(Duration.FromSeconds(1));
        Assert.Equal(["put off"], fired);
    }

    [Fact]
    public void Advance_FromWithinACallback_IsRefused()
    {
        Exception? thrown = null;
        _time.CreateTimer(_ => thrown = Record.Exception(() => _time.Advance(Duration.FromSeconds(1))), null, TimeSpan.FromSeconds(1), Never);

        _time.Advance(Duration.FromSeconds(1));

        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void Advance_CallbackThrows_NextAdvanceGoesOn()
    {
        var fired = 0;
        _time.CreateTimer(_ => throw new NotSupportedException(), null, TimeSpan.FromSeconds(1), Never);
        _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(2), Never);

        Assert.Throws<NotSupportedException>(() => _time.Advance(Duration.FromSeconds(5)));
        _time.Advance(Duration.FromSeconds(5));

        Assert.Equal(1, fired);
        Assert.Equal(FakeTime.DefaultStart + Duration.FromSeconds(6), _time.Now);
    }

    [Fact]
    public async Task PeriodicTimer_EachPeriod_Ticks()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        for (var tick = 0; tick < 3; tick++)
        {
            var next = timer.WaitForNextTickAsync().AsTask();
            _time.Advance(Duration.FromMilliseconds(999));
            Assert.False(next.IsCompleted);

            _time.Advance(Duration.FromMilliseconds(1));
            Assert.True(await next);
        }
    }

    [Fact]
    public async Task Delay_AndTimeout_EndOnTheirTick()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        var delay = Task.Delay(TimeSpan.FromSeconds(2), _time);

        _time.Advance(Duration.FromMilliseconds(1999));
        Assert.False(delay.IsCompleted);
        Assert.False(timeout.IsCancellationRequested);

        _time.Advance(Duration.FromMilliseconds(1));
        await delay;
        Assert.True(timeout.IsCancellationRequested);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void StepWall_EitherWay_MovesTheWallClockAlone(int seconds)
    {
        var fired = 0;
        _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Never);
        var before = _time.GetTimestamp();

        _time.StepWall(Duration.FromSeconds(seconds));

        Assert.Equal(FakeTime.DefaultStart + Duration.FromSeconds(seconds), _time.Now);
        Assert.Equal(before, _time.GetTimestamp());
        Assert.Equal(0, fired);
    }

    [Fact]
    public void Suspend_Timers_KeepTheTimeThatWasLeft()
    {
        var fired = 0;
        _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Never);

        _time.Suspend(Duration.FromHours(8));
        _time.Advance(Duration.FromSeconds(9));
        Assert.Equal(0, fired);

        _time.Advance(Duration.FromSeconds(1));
        Assert.Equal(1, fired);
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Suspend(Duration.Zero));
    }
}
