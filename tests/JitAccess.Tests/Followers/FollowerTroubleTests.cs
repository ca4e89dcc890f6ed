using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Followers;

/// <summary>Followers that hang, nodes that lose their lease in the middle, entries that fail side by side: nothing stops for good, nothing comes twice unmarked.</summary>
public sealed class FollowerTroubleTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Collector _here = new();
    private readonly Collector _there = new();
    private readonly Collector _elsewhere = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously); // of what hangs

    public void Dispose() => _end.TrySetException(new IOException("The test is over."));

    [Fact]
    public async Task P34_LateEntryThatHangs_CostsOneNodeAndIsTriedLater()
    {
        await using var node = await WithAsync(2);
        await using var second = node.Beside(_there);
        _here.FailFor(position => position == 1, () => new UndeliverableEntryException());
        await node.RoundAsync();
        _here.HangFor(position => position == 1, _end.Task);
        _time.Advance(Duration.FromMinutes(2));

        await FinishAsync(node.RoundAsync());
        Assert.Equal((JitFollowerState.Failing, "TimeoutException"), (Assert.Single(node.Status).State, Assert.Single(node.Status).Failure));
        await node.WriteAsync(1);
        await second.RoundAsync();

        Assert.Equal([3], _there.Positions); // the late one waits for its time
        Assert.Equal(1, Assert.Single(second.Status).SetAside);
        await node.RoundAsync();
        Assert.Equal(JitFollowerState.Failing, Assert.Single(node.Status).State);
    }

    [Fact]
    public async Task P34_EntryThatHangs_CostsOneNodeAndIsSetAside()
    {
        await using var node = await WithAsync(3);
        await using var second = node.Beside(_there);
        _there.FailFor(position => position == 2);
        _here.HangFor(position => position == 2, _end.Task);

        for (var round = 0; round < 3 && Assert.Single(node.Status).State != JitFollowerState.Failing; round++)
        {
            await FinishAsync(node.RoundAsync());
        }

        await second.RunAsync(Duration.FromMinutes(1));

        Assert.Equal([1, 3], _here.Positions.Concat(_there.Positions).Distinct().Order());
        Assert.Equal((JitFollowerState.Delivering, 1), (Assert.Single(second.Status).State, Assert.Single(second.Status).SetAside));
    }

    // The first entry fails, and what it is compared with hangs: each costs one node, and not every node after it.
    [Fact]
    public async Task P34_EntryFailsAndTheNextHangs_BothAreSetAside()
    {
        foreach (var collector in new[] { _here, _there, _elsewhere })
        {
            collector.FailAndHangFor(position => position == 1, position => position == 2, _end.Task);
        }

        await using var first = await WithAsync(3);
        await using var second = first.Beside(_there);
        await using var third = first.Beside(_elsewhere);
        foreach (var node in new[] { first, second, third })
        {
            for (var round = 0; round < 60 && !_elsewhere.Positions.Any() && Assert.Single(node.Status).Failure != "TimeoutException"; round++)
            {
                _time.Advance(Duration.FromSeconds(1));
                await FinishAsync(node.RoundAsync());
            }
        }

        Assert.Equal([3], _elsewhere.Positions);
        Assert.Equal(2, Assert.Single(third.Status).SetAside);
    }

    [Fact]
    public async Task Lease_ComesBackToANodeThatSlept_NeverSetsTheCursorBack()
    {
        await using var node = await WithAsync(3);
        await using var second = node.Beside(_there);
        _here.Before = async (_, stop) =>
        {
            _here.Before = null;
            _time.StepWall(Duration.FromSeconds(7)); // suspended, while another takes over, delivers more, and stops
            await second.RoundAsync();
            await node.WriteAsync(4);
            await second.RoundAsync();
            await second.Followers.HandOverAsync();
            await _here.StoppedAsync(_time, stop); // awake: its renewal finds the lease free
        };

        await FinishAsync(node.RoundAsync());
        await node.RunAsync(Duration.FromSeconds(20), second);

        var unmarked = _here.Got.Concat(_there.Got).Where(delivery => !delivery.MayBeRepeated).GroupBy(delivery => delivery.Entry.Position);
        Assert.All(unmarked, copies => Assert.Single(copies));
        Assert.Equal(Enumerable.Range(1, 7).Select(position => (long)position), _here.Positions.Concat(_there.Positions).Distinct().Order());
    }

    [Fact]
    public async Task P33_WriteOfUnknownOutcome_AndAnotherNodeMeanwhile_NeverSetsTheCursorBack()
    {
        for (var step = 1; step < 30; step++)
        {
            var (time, here, there) = (new ManualTime(), new Collector(), new Collector());
            await using var writer = new FollowerNode(new InMemoryStore(time), time);
            await writer.WriteAsync(3);
            await using var node = writer.Beside(new FlakyStore(writer.Store, step), here);
            await using var second = writer.Beside(there);
            await node.RoundAsync();
            time.StepWall(Duration.FromSeconds(7));
            await second.RoundAsync();
            await writer.WriteAsync(2);
            await second.RoundAsync();
            await second.Followers.HandOverAsync();
            await node.RunAsync(Duration.FromSeconds(30), second);

            var unmarked = here.Got.Concat(there.Got).Where(delivery => !delivery.MayBeRepeated).GroupBy(delivery => delivery.Entry.Position);
            Assert.All(unmarked, copies => Assert.Single(copies));
            Assert.Equal([1L, 2, 3, 4, 5], here.Positions.Concat(there.Positions).Distinct().Order());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(200)]
    public async Task P33_PoisonSideBySide_BlocksNothing(int poisoned)
    {
        await using var node = await WithAsync(poisoned + 4);
        _here.FailFor(position => position > 2 && position <= poisoned + 2);

        await node.RunAsync(Duration.FromMinutes(30));

        Assert.Equal([1, 2, poisoned + 3, poisoned + 4], _here.Positions.Distinct().Order());
        Assert.Equal(poisoned, Assert.Single(node.Status).SetAside);
    }

    [Fact]
    public async Task P23_DownBehindAValidation_NothingGoodIsSetAside()
    {
        await using var node = await WithAsync(5);
        _here.Before = (entries, _) => throw (entries.Any(delivery => delivery.Entry.Position == 2) ? new UndeliverableEntryException() : new IOException());

        await node.RunAsync(Duration.FromHours(1));

        Assert.Equal(0, Assert.Single(node.Status).SetAside);
        Assert.Equal(0, Assert.Single(node.Status).Position);
    }

    [Fact]
    public async Task Lease_IsOverWithoutTheStore_StopsTheDeliveryUnderWay()
    {
        var store = new CutStore(new InMemoryStore(_time));
        await using var node = new FollowerNode(store, _time, _here);
        await node.WriteAsync(1);
        var (begun, stopped) = (_time.Clock.Wall, Instant.MinValue);
        _here.Before = async (_, stop) =>
        {
            store.IsCut = true;
            stopped = await _here.StoppedAsync(_time, stop);
            stop.ThrowIfCancellationRequested();
        };

        await FinishAsync(node.RoundAsync());

        Assert.InRange(stopped - begun, Duration.FromSeconds(4), Duration.FromSeconds(6));
    }

    [Fact]
    public async Task Renewal_ThatThrowsAnything_LeavesNoSecondCallBesideTheFirst()
    {
        var store = new CutStore(new InMemoryStore(_time)) { Failure = () => new InvalidOperationException("The test says so.") };
        await using var node = new FollowerNode(store, _time, _here);
        await node.WriteAsync(1);
        var (running, most) = (0, 0);
        _here.HangFor(_ => true, _end.Task);
        var hang = _here.Before!;
        _here.Before = async (entries, stop) =>
        {
            store.IsCut = true;
            most = Math.Max(most, Interlocked.Increment(ref running));
            await hang(entries, stop);
            Interlocked.Decrement(ref running);
        };

        await FinishAsync(node.RoundAsync());
        store.IsCut = false;
        for (var round = 0; round < 10; round++)
        {
            await FinishAsync(node.RoundAsync());
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Cancellation_WhoseCallbackThrows_IsAFailureLikeAnother()
    {
        await using var node = await WithAsync(1);
        _here.Before = async (_, stop) =>
        {
            _here.Before = null;
            await using var registration = stop.Register(() => throw new InvalidOperationException("The test says so."));
            await _here.StoppedAsync(_time, stop);
            stop.ThrowIfCancellationRequested();
        };

        await FinishAsync(node.RoundAsync());
        Assert.Equal(JitFollowerState.Failing, Assert.Single(node.Status).State);
        await node.RunAsync(Duration.FromSeconds(5));

        Assert.Equal(JitFollowerState.Delivering, Assert.Single(node.Status).State);
        Assert.Equal([1], _here.Positions);
    }

    [Fact]
    public async Task LateEntries_SlowOnes_DoNotHoldUpNewOnes()
    {
        await using var node = await WithAsync(20);
        _here.FailFor(_ => true, () => new UndeliverableEntryException());
        await node.RoundAsync();
        Assert.Equal(20, Assert.Single(node.Status).SetAside);
        _time.Advance(Duration.FromMinutes(2));
        var late = 0;
        _here.Before = async (entries, _) =>
        {
            if (entries[0].Entry.Position <= 20 && ++late == 1)
            {
                await node.WriteAsync(1); // while the first of them is under way
                await node.SynchroniseAsync();
            }
        };

        await node.RoundAsync();
        await node.RoundAsync();

        Assert.Equal([1, 21], _here.Positions.Take(2).Order());
    }

    [Fact]
    public async Task Key_ThatANodeLacks_LeavesTheEntriesToANodeThatHasIt()
    {
        var (old, next) = (JitKey.Generate(), JitKey.Generate());
        var store = new InMemoryStore(_time);
        await using var node = new FollowerNode(store, new Ring(old), _time, [_here]);
        await node.WriteAsync(2);
        await node.RoundAsync();
        await using var rotated = new FollowerNode(store, new Ring(next, old), _time, [_there]);
        await rotated.WriteAsync(2, from: 2);

        await Assert.ThrowsAsync<StoreUnavailableException>(node.SynchroniseAsync);
        _time.Advance(Duration.FromSeconds(10)); // it denies, too
        await node.RoundAsync();
        Assert.Equal(JitFollowerState.Failing, Assert.Single(node.Status).State);
        await rotated.RoundAsync();

        Assert.Equal([1, 2], _here.Positions);
        Assert.Equal([3, 4], _there.Positions);
        Assert.Equal(0, Assert.Single(rotated.Status).SetAside);
    }

    [Fact]
    public async Task SetAside_OnANodeWhoseWallClockIsAhead_IsTriedAtTheStoresTime()
    {
        await using var node = await WithAsync(1);
        var ahead = new ManualTime();
        ahead.StepWall(Duration.FromHours(5));
        await using var fast = node.Beside(ahead, _there);
        var tries = 0;
        _there.Before = (_, _) =>
        {
            tries++;
            throw new UndeliverableEntryException();
        };

        for (var second = 0; second < 30; second++)
        {
            await fast.RoundAsync();
        }

        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Lease_WrittenUnderAClockThatWasAhead_IsTakenWhenItHasStoodForATerm()
    {
        await using var node = await WithAsync(1);
        _time.StepWall(Duration.FromHours(1));
        await node.RoundAsync();
        await using var second = node.Beside(new BackStore(node.Store, Duration.FromHours(1)), _there);
        await node.WriteAsync(1);

        await second.RunAsync(Duration.FromSeconds(8));

        Assert.Equal([2], _there.Positions);
    }

    private async Task<FollowerNode> WithAsync(int entries)
    {
        var node = new FollowerNode(new InMemoryStore(_time), _time, _here);
        await node.WriteAsync(entries);
        return node;
    }

    // Lets time pass until a round is over: to the next timer, whenever a follower waits and nobody else is at work.
    private async Task FinishAsync(Task round)
    {
        while (!round.IsCompleted)
        {
            if ((_here.IsWaiting || _there.IsWaiting || _elsewhere.IsWaiting) && _time.UntilNextTimer is { } next)
            {
                _time.Advance(next);
            }

            await Task.Yield();
        }

        await round;
    }

    /// <summary>A ring of some keys; the first seals.</summary>
    private sealed class Ring(params JitKey[] keys) : IJitKeyRing
    {
        public JitKey Current => keys[0];

        public bool TryGet(string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JitKey? key)
        {
            key = Array.Find(keys, one => one.Id == id);
            return key is not null;
        }
    }

    /// <summary>A way to the store that a test can cut.</summary>
    private sealed class CutStore(IGrantStore inner) : StoreWay(inner)
    {
        public bool IsCut { get; set; }

        public Func<Exception> Failure { get; init; } = () => new StoreUnavailableException("The test cut it.");

        protected override ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take) => IsCut ? throw Failure() : take();
    }

    /// <summary>A way to the store on which one answer gets lost after the store has done what it was asked.</summary>
    private sealed class FlakyStore(IGrantStore inner, int step) : StoreWay(inner)
    {
        private int _steps;

        protected override async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take)
        {
            var result = await take();
            return ++_steps == step ? throw new StoreUnavailableException("The answer was lost.") : result;
        }
    }

    /// <summary>A store as a process sees it whose clock was never ahead.</summary>
    private sealed class BackStore(IGrantStore inner, Duration back) : StoreWay(inner)
    {
        protected override async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take) => await take() is var result && result is LoadResult loaded
            ? (T)(object)(loaded with { StoreTime = loaded.StoreTime - back })
            : result;
    }
}
