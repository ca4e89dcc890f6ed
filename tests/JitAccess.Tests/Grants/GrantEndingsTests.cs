using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>Whoever watches the end of a grant is told once, outside every lock, whatever the others do.</summary>
public sealed class GrantEndingsTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");

    private readonly FakeTime _time = new();
    private readonly GrantEndings _endings;
    private readonly GrantTable _table;

    public GrantEndingsTests()
    {
        var clock = new JitClock(_time);
        var freshness = new NodeFreshness(clock, Duration.FromDays(1));
        freshness.State = FreshNode.At(clock);
        _endings = new GrantEndings(clock, freshness, NullLogger<GrantEndings>.Instance);
        _table = new GrantTable(_endings);
    }

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

    private long Now => _time.Now.ToUnixTimeMilliseconds();

    private LiveGrant Add(string id)
    {
        var live = new GrantLive(
            id, Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(_time.Now, Duration.FromMinutes(10)), false, []);
        _table.Apply(live, Now);
        return _table.Find(Amina)!.Grants.Single(grant => grant.Id == id);
    }
}
