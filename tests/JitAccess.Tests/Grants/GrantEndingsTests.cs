using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NSubstitute;

namespace JitAccess.Tests.Grants;

/// <summary>Whoever watches the end of a grant is told once, outside every lock, whatever the others do.</summary>
public sealed class GrantEndingsTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");

    private readonly FreshTable _node = new();
    private readonly FakeTime _time;
    private readonly JitClock _clock;
    private readonly NodeFreshness _freshness;
    private readonly GrantEndings _endings;
    private readonly GrantTable _table;

    public GrantEndingsTests() =>
        (_time, _clock, _freshness, _endings, _table) = (_node.Time, _node.Clock, _node.Freshness, _node.Endings, _node.Table);

    [Fact]
    public void Announce_WatcherThrows_OthersAndTheTableGoOn()
    {
        var grant = Add("a");
        var told = 0;
        _endings.Watch(grant, () => throw new NotSupportedException());
        _endings.Watch(grant, () => told++);

        _table.Apply(new GrantEnded("a", Amina, Reason.Revoked), Now);

        Assert.Equal(1, told);
        Assert.True(grant.IsEnded);
        Assert.Equal(0, _endings.Count);
    }

    [Fact]
    public void Timer_WatcherThrows_OthersGoOn()
    {
        var told = 0;
        _endings.Watch(Add("a"), () => throw new NotSupportedException());
        _endings.Watch(Add("b"), () => told++);

        _time.Advance(Duration.FromMinutes(10));

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Announce_WatcherBlocks_TableIsNotLocked()
    {
        var grant = Add("a");
        using var block = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _endings.Watch(grant, () =>
        {
            entered.SetResult();
            block.Wait();
        });

        var ending = Task.Run(() => _table.Apply(new GrantEnded("a", Amina, Reason.Revoked), Now));
        await entered.Task;
        var adding = Task.Run(() => Add("b"));
        await adding.WaitAsync(TimeSpan.FromSeconds(10));

        block.Set();
        await ending;
    }

    [Fact]
    public void Watch_EndedAlready_TellsAtOnce()
    {
        var grant = Add("a");
        _table.Apply(new GrantEnded("a", Amina, Reason.Revoked), Now);
        var told = 0;

        _endings.Watch(grant, () => told++);

        Assert.Equal(1, told);
    }

    [Fact]
    public void Load_GrantNoLongerThere_IsEndedAndAnnounced()
    {
        var told = 0;
        _endings.Watch(Add("a"), () => told++);

        _table.Load([], Now);

        Assert.Equal(1, told);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Watch_GrantThatLives_IsWatchedUntilItIsForgotten()
    {
        var grant = Add("a");
        var (one, other) = (_endings.Watch(grant, () => { }), _endings.Watch(grant, () => { }));
        Assert.Equal(1, _endings.Count);

        one.Dispose();
        Assert.True(_endings.IsWatched(grant));

        other.Dispose();
        Assert.False(_endings.IsWatched(grant));
        Assert.Equal(0, _endings.Count);
    }

    [Fact]
    public void Dispose_WhileTheOthersAreTold_IsToldNothing()
    {
        var grant = Add("a");
        IDisposable? other = null;
        var told = 0;
        _endings.Watch(grant, () => other!.Dispose());
        other = _endings.Watch(grant, () => told++);

        _table.Apply(new GrantEnded("a", Amina, Reason.Revoked), Now);

        Assert.Equal(0, told);
    }

    [Fact]
    public void SweepAll_WallClockSteppedOverTheEnd_TellsWithoutWaitingForTheTimer()
    {
        var told = 0;
        _endings.Watch(Add("a"), () => told++);
        _time.StepWall(Duration.FromMinutes(10));
        Assert.Equal(0, told);

        _endings.SweepAll();

        Assert.Equal(1, told);
    }

    [Fact]
    public void SweepAll_WallClockSteppedAhead_TimerFollows()
    {
        var told = 0;
        _endings.Watch(Add("a"), () => told++);
        _time.StepWall(Duration.FromMinutes(9));

        _endings.SweepAll();
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(1, told);
    }

    [Fact]
    public void P20_NodeHearsNothing_EverybodyIsToldWhenItsProofLapses()
    {
        var node = new FreshTable(Duration.FromSeconds(5));
        var told = 0;
        node.Endings.Watch(Add("a", node), () => told++);
        node.Endings.Watch(Add("b", node), () => told++);

        node.Time.Advance(Duration.FromMilliseconds(4949));
        Assert.Equal(0, told);

        node.Time.Advance(Duration.FromMilliseconds(1));
        Assert.Equal(2, told);
        Assert.Equal(0, node.Endings.Count);
    }

    [Fact]
    public void NodeHearsAgainInTime_NobodyIsToldUntilItHearsNoMore()
    {
        var node = new FreshTable(Duration.FromSeconds(5));
        var told = 0;
        node.Endings.Watch(Add("a", node), () => told++);
        node.Time.Advance(Duration.FromSeconds(3));
        node.Freshness.State = FreshNode.At(node.Clock);

        node.Time.Advance(Duration.FromMilliseconds(4949));
        Assert.Equal(0, told);

        node.Time.Advance(Duration.FromMilliseconds(1));
        Assert.Equal(1, told);
    }

    [Fact]
    public void Watch_BegunAfterAnotherWasForgotten_IsToldWhenTheProofLapses()
    {
        var node = new FreshTable(Duration.FromSeconds(5));
        var told = 0;
        node.Endings.Watch(Add("a", node), () => { }).Dispose();
        node.Time.Advance(Duration.FromSeconds(5));
        node.Freshness.State = FreshNode.At(node.Clock);
        node.Endings.Watch(Add("b", node), () => told++);

        node.Time.Advance(Duration.FromSeconds(4));
        Assert.Equal(0, told);
        node.Time.Advance(Duration.FromSeconds(1));
        Assert.Equal(1, told);
    }

    [Fact]
    public void Watch_NodeMayNotAnswer_TellsAtOnce()
    {
        var node = new FreshTable(Duration.FromSeconds(5));
        var grant = Add("a", node);
        node.Time.Advance(Duration.FromSeconds(5));
        var told = 0;

        node.Endings.Watch(grant, () => told++);

        Assert.Equal(1, told);
    }

    [Fact]
    public void SweepUnlessFresh_SuspendThatNoTimerCounted_TellsAtOnce()
    {
        var node = new FreshTable(Duration.FromSeconds(5));
        var told = 0;
        node.Endings.Watch(Add("a", node), () => told++);
        node.Endings.SweepUnlessFresh();
        Assert.Equal(0, told);

        node.Time.StepWall(Duration.FromSeconds(5));
        node.Endings.SweepUnlessFresh();
        Assert.Equal(1, told);
    }

    [Fact]
    public void Report_WithoutAFault_LogsNothing()
    {
        var log = Substitute.For<ILogger>();
        log.IsEnabled(default).ReturnsForAnyArgs(true);
        var logs = Substitute.For<ILoggerFactory>();
        logs.CreateLogger("").ReturnsForAnyArgs(log);
        var endings = new GrantEndings(_clock, _freshness, new Logger<GrantEndings>(logs));

        endings.Report(Task.CompletedTask);
        Assert.DoesNotContain(log.ReceivedCalls(), call => call.GetMethodInfo().Name == nameof(ILogger.Log));

        endings.Report(Task.FromException(new NotSupportedException()));
        Assert.Contains(log.ReceivedCalls(), call => call.GetMethodInfo().Name == nameof(ILogger.Log));
    }

    private long Now => _time.Now.ToUnixTimeMilliseconds();

    private LiveGrant Add(string id) => Add(id, _node);

    private static LiveGrant Add(string id, FreshTable node)
    {
        node.Apply(new GrantLive(
            id, Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(node.Time.Now, Duration.FromMinutes(10)), false, []));
        return node.Table.Find(Amina)!.Grants.Single(grant => grant.Id == id);
    }
}
