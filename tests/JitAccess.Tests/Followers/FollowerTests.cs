using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Scenarios;
using JitAccess.Tests.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Followers;

/// <summary>Every entry is delivered at least once and in order, by one node at a time; what cannot be delivered is set aside, visibly, and tried again.</summary>
public sealed class FollowerTests
{
    private readonly ManualTime _time = new();
    private readonly Collector _collector = new();

    [Fact]
    public async Task Metrics_WhatItTakesAndWhatIsSetAside_IsCounted()
    {
        var collector = new Collector();
        await using var host = await Desk.StartAsync(jit => jit.Services.AddSingleton<IJournalFollower>(collector));
        await host.SettleAsync();
        using var probe = new MeterProbe(host);
        var failing = collector.Positions.Last() + 2;
        collector.FailFor(position => position == failing, () => new UndeliverableEntryException());

        await Desk.GrantAsync(host, "orders/1");
        await Desk.GrantAsync(host, "orders/2");
        await host.SettleAsync();

        var deliveries = probe.Take("jitaccess.follower.deliveries");
        Assert.Contains("1 jitaccess.follower=collector jitaccess.outcome=failed", deliveries);
        Assert.Contains("1 jitaccess.follower=collector jitaccess.outcome=delivered", deliveries);
        Assert.Equal(["0 jitaccess.follower=collector"], probe.Take("jitaccess.follower.behind"));
        Assert.Equal(["1 jitaccess.follower=collector"], probe.Take("jitaccess.follower.set_aside"));
    }

    [Fact]
    public async Task Host_ThatStops_HandsOverAtOnce()
    {
        var (time, ring) = (new FakeTime(), new EphemeralKeyRing());
        var store = new InMemoryStore(time);
        var (here, there) = (new Collector(), new Collector());
        var first = await StartAsync(here);
        await first.SettleAsync();
        await using var second = await StartAsync(there);
        await second.SettleAsync();
        Assert.Empty(there.Positions);

        await first.DisposeAsync();
        await Desk.GrantAsync(second, "orders/1");
        await second.SettleAsync();

        Assert.Equal(here.Positions.Count() + 1, there.Positions.First());
        Assert.DoesNotContain(there.Got, delivery => delivery.MayBeRepeated);

        Task<JitTestHost> StartAsync(Collector collector) => Desk.StartAsync(
            jit =>
            {
                jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(store));
                jit.Services.Replace(ServiceDescriptor.Singleton<IJitKeyRing>(ring));
                jit.Services.AddSingleton<IJournalFollower>(collector);
            },
            time);
    }

    [Fact]
    public async Task Entries_AreDeliveredOnceInOrder_FromTheFirst()
    {
        await using var node = await WithAsync(3);

        await node.RoundAsync();
        await node.WriteAsync(2);
        await node.RoundAsync();
        await node.RoundAsync();

        Assert.Equal([1, 2, 3, 4, 5], _collector.Positions);
        Assert.DoesNotContain(_collector.Got, delivery => delivery.MayBeRepeated);
        Assert.Equal(new JitFollowerStatus("collector", JitFollowerState.Delivering, 5, 0, 0, null), Assert.Single(node.Status));
    }

    [Fact]
    public async Task Entries_MoreThanAPage_AreDeliveredInOneRound()
    {
        await using var node = await WithAsync(0);
        await node.WriteAsync(501);

        await node.RoundAsync();

        Assert.Equal(Enumerable.Range(1, 501).Select(position => (long)position), _collector.Positions);
    }

    [Fact]
    public async Task Lease_OneNodeHasIt_OtherStandsBy()
    {
        await using var node = await WithAsync(3);
        var other = new Collector();
        await using var second = node.Beside(other);

        await node.RunAsync(Duration.FromMinutes(1), second);
        await node.WriteAsync(1);
        await node.RunAsync(Duration.FromMinutes(1), second);

        Assert.Equal([1, 2, 3, 4], _collector.Positions);
        Assert.Empty(other.Got);
        Assert.Equal(JitFollowerState.Standby, Assert.Single(second.Status).State);
    }

    [Fact]
    public async Task Lease_HolderDies_AnotherCarriesOnWithinSeconds()
    {
        await using var node = await WithAsync(3);
        var other = new Collector();
        await using var second = node.Beside(other);
        await node.RunAsync(Duration.FromSeconds(2), second);
        await node.WriteAsync(2);

        await second.RunAsync(Duration.FromSeconds(7)); // the lease is six seconds; it looks every second

        Assert.Equal([4, 5], other.Positions);
        Assert.DoesNotContain(other.Got, delivery => delivery.MayBeRepeated);
    }

    [Fact]
    public async Task Lease_HolderStops_AnotherCarriesOnAtOnce()
    {
        await using var node = await WithAsync(1);
        var other = new Collector();
        await using var second = node.Beside(other);
        await node.RoundAsync();
        await node.WriteAsync(1);

        await node.Followers.HandOverAsync();
        await second.RoundAsync();

        Assert.Equal([2], other.Positions);
    }

    [Fact]
    public async Task Lease_LostWhileDelivering_StoreKnowsOneCursor()
    {
        await using var node = await WithAsync(3);
        var other = new Collector();
        await using var second = node.Beside(other);
        _collector.Before = async (_, _) =>
        {
            _collector.Before = null;
            _time.StepWall(Duration.FromSeconds(7)); // this node is suspended, and the other takes over
            await second.RoundAsync();
        };

        await node.RoundAsync();
        await node.WriteAsync(1);
        await node.RoundAsync();
        await second.RoundAsync();

        Assert.Equal([1, 2, 3], _collector.Positions);
        Assert.Equal([1, 2, 3, 4], other.Positions);
        Assert.Equal([1, 2, 3], other.Got.Where(delivery => delivery.MayBeRepeated).Select(delivery => delivery.Entry.Position));
    }

    [Fact]
    public async Task P33_CrashAtEveryStep_LosesNothingAndMarksWhatComesTwice()
    {
        foreach (var afterwards in (bool[])[false, true])
        {
            var step = 0;
            for (var isOver = false; !isOver;)
            {
                step++;
                var (time, first, other) = (new ManualTime(), new Collector(), new Collector());
                await using var writer = new FollowerNode(new InMemoryStore(time), time);
                await writer.WriteAsync(4);
                var store = new CrashingStore(writer.Store, step, afterwards);
                first.Before = (_, _) => store.StepAsync();
                first.After = store.StepAsync;
                await using var dying = writer.Beside(store, first);
                await dying.RunAsync(Duration.FromSeconds(3));
                isOver = !store.IsDead;
                await using var second = writer.Beside(other);
                await writer.WriteAsync(1);
                await second.RunAsync(Duration.FromSeconds(8));

                Assert.Equal([1L, 2, 3, 4, 5], first.Positions.Concat(other.Positions).Distinct().Order());
                Assert.All(other.Got, delivery => Assert.True(delivery.MayBeRepeated || !first.Positions.Contains(delivery.Entry.Position), $"step {step}"));
                Assert.Equal(other.Positions.Order(), other.Positions);
            }

            Assert.True(step > 8, $"only {step} steps");
        }
    }

    [Fact]
    public async Task P33_PoisonedEntry_IsSetAsideOnceAnotherGoesThrough()
    {
        await using var node = await WithAsync(5);
        _collector.FailFor(position => position == 3);

        await node.RunAsync(Duration.FromMinutes(2));

        Assert.Equal([1, 2, 4, 5], _collector.Positions.Distinct());
        Assert.Equal(1, Assert.Single(node.Status).SetAside);
        Assert.Equal(JitFollowerState.Delivering, Assert.Single(node.Status).State);

        _collector.Before = null;
        await node.RunAsync(Duration.FromHours(1));

        Assert.Equal(3, _collector.Positions.Last());
        Assert.True(_collector.Got[^1].MayBeRepeated);
        Assert.Equal(0, Assert.Single(node.Status).SetAside);
    }

    [Fact]
    public async Task P33_PoisonedEntryIsTheLast_WaitsForAnother()
    {
        await using var node = await WithAsync(3);
        _collector.FailFor(position => position == 3);

        await node.RunAsync(Duration.FromMinutes(10));
        Assert.Equal(0, Assert.Single(node.Status).SetAside);
        Assert.Equal(JitFollowerState.Failing, Assert.Single(node.Status).State);
        Assert.Equal("IOException", Assert.Single(node.Status).Failure);

        await node.WriteAsync(1);
        await node.RunAsync(Duration.FromMinutes(10));
        Assert.Equal(1, Assert.Single(node.Status).SetAside);
        Assert.Equal([1, 2, 4], _collector.Positions.Distinct());
    }

    [Fact]
    public async Task P23_FollowerIsDown_NothingIsSetAsideAndAllComesLater()
    {
        await using var node = await WithAsync(20);
        var calls = 0;
        _collector.Before = (_, _) =>
        {
            calls++;
            throw new IOException("The test says that it is down.");
        };

        await node.RunAsync(Duration.FromHours(2));

        Assert.Empty(_collector.Got);
        Assert.Equal(0, Assert.Single(node.Status).SetAside);
        Assert.Equal(20, Assert.Single(node.Status).Behind);
        Assert.InRange(calls, 40, 120); // five minutes apart at last, less up to a half, and a neighbour each time

        _collector.Before = null;
        await node.RunAsync(Duration.FromMinutes(6));
        Assert.Equal(Enumerable.Range(1, 20).Select(position => (long)position), _collector.Positions);
        Assert.All(_collector.Got, delivery => Assert.True(delivery.MayBeRepeated || delivery.Entry.Position > 2));
    }

    [Fact]
    public async Task Undeliverable_IsSetAsideAtOnce()
    {
        await using var node = await WithAsync(4);
        _collector.FailFor(position => position == 2, () => new UndeliverableEntryException("The test says never."));

        await node.RoundAsync();

        Assert.Equal([1, 3, 4], _collector.Positions);
        Assert.Equal(1, Assert.Single(node.Status).SetAside);
    }

    [Fact]
    public async Task P23_TenThousandSetAside_ChokeNothing()
    {
        await using var node = await WithAsync(1);
        await node.RoundAsync();
        await node.Followers.HandOverAsync();
        await node.SetAsideAsync(_collector.Name, 10_000);
        await using var started = node.Beside(_collector);
        await node.WriteAsync(3);
        _collector.FailFor(position => position == 1);

        await started.RoundAsync();

        Assert.Equal([1, 2, 3, 4], _collector.Positions);
        Assert.Equal(10_000, Assert.Single(started.Status).SetAside);
    }

    [Fact]
    public async Task Hanging_LeavesTheFollowerToAnotherNode()
    {
        await using var node = await WithAsync(2);
        var never = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        _collector.Before = (_, _) =>
        {
            entered.SetResult();
            return never.Task;
        };
        var other = new Collector();
        await using var second = node.Beside(other);
        var round = node.RoundAsync();
        await entered.Task;
        while (!round.IsCompleted)
        {
            _time.Advance(Duration.FromSeconds(1));
            await Task.Yield();
        }

        await round;
        await second.RoundAsync();

        Assert.Equal(JitFollowerState.Failing, Assert.Single(node.Status).State);
        Assert.Equal([1, 2], other.Positions);
        Assert.All(other.Got, delivery => Assert.True(delivery.MayBeRepeated));
        never.SetResult();
    }

    [Fact]
    public async Task Followers_OneHangs_OtherIsNotHeldUp()
    {
        var hanging = new Collector("hanging") { Before = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken) };
        await using var node = new FollowerNode(new InMemoryStore(_time), _time, hanging, _collector);
        await node.WriteAsync(2);

        var round = node.RoundAsync();
        while (_collector.Got.Count < 2)
        {
            await Task.Yield();
        }

        while (!round.IsCompleted)
        {
            _time.Advance(Duration.FromSeconds(1));
            await Task.Yield();
        }

        await round;
    }

    [Fact]
    public async Task Entry_ThatDoesNotVerify_IsNeverDelivered()
    {
        await using var node = await WithAsync(3);
        await using var reading = node.Beside(new ForgingStore(node.Store, position: 2), _collector);

        await reading.RunAsync(Duration.FromHours(2));

        Assert.Equal([1, 3], _collector.Positions);
        Assert.Equal(1, Assert.Single(reading.Status).SetAside);
    }

    [Theory]
    [InlineData("Not A Name")]
    [InlineData("")]
    public async Task Name_NotCanonical_StopsTheStart(string name)
    {
        await using var node = new FollowerNode(new InMemoryStore(_time), _time, new Collector(name));
        Assert.Contains($"\"{name}\"", Assert.Throws<InvalidOperationException>(() => node.Followers).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_UsedTwice_StopsTheStart()
    {
        await using var node = new FollowerNode(new InMemoryStore(_time), _time, new Collector(), new Collector());
        Assert.Contains("\"collector\"", Assert.Throws<InvalidOperationException>(() => node.Followers).Message, StringComparison.Ordinal);
    }

    private async Task<FollowerNode> WithAsync(int entries)
    {
        var node = new FollowerNode(new InMemoryStore(_time), _time, _collector);
        await node.WriteAsync(entries);
        return node;
    }
}
