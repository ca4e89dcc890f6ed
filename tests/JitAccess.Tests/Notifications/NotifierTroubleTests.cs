using JitAccess.Followers;
using JitAccess.Tests.Followers;
using JitAccess.Tests.Scenarios;
using NodaTime;

namespace JitAccess.Tests.Notifications;

/// <summary>A notifier that throws, hangs or floods, and a crash at any step: nothing lost, nothing undone, what may come twice says so.</summary>
public sealed class NotifierTroubleTests
{
    private readonly Mailbox _box = new();
    private readonly Mailbox _other = new();

    [Fact]
    public async Task P34_NotifierThrows_ChangesNothingAndLosesNothing()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, jit => jit.AddNotifier("other", _ => _other));
        _other.Take();
        _box.Before = (_, _) => throw new IOException("The test says no.");

        var grant = await room.GrantAsync();
        await room.RunAsync(Duration.FromSeconds(5), node);
        await room.Grants.RevokeAsync(room.Host.As("olga").Caller, grant.Id, "a mistake");
        room.Host.Should("amina").Deny("orders:maintain", "orders/1", Reason.Revoked);
        await room.RunAsync(Duration.FromSeconds(5), node);

        string[] all = ["ApprovalAsked bo", "RequestApproved amina", "AccessRevoked amina", "AccessRevoked bo"];
        Assert.Equal(all, _other.Told); // another notifier waits for none
        Assert.Equal((JitFollowerState.Failing, "IOException"), (StatusOf(node, "notify-box").State, StatusOf(node, "notify-box").Failure));

        _box.Before = null;
        await room.RunAsync(Duration.FromMinutes(6), node);

        Assert.Equal(all.Order(), _box.Told.Order());
        Assert.Equal(["RequestApproved", "ApprovalAsked"], _box.All.Where(message => message.MayBeRepeated).Select(message => message.Kind.ToString()).OrderDescending());
        Assert.Equal(_other.All.Select(message => message.Id).Order(), _box.All.Select(message => message.Id).Order());
    }

    [Fact]
    public async Task P34_NotifierThrowsForOne_OthersOfTheEntryAreToldOnce()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        _box.Before = (message, _) => message.Recipient.Name == "bo" ? throw new IOException("The test says no.") : Task.CompletedTask;

        await room.AskAsync("pay-out");
        await room.RunAsync(Duration.FromMinutes(1), node);
        Assert.Equal(["ApprovalAsked chen"], _box.Told);
        _box.Before = null;
        await room.RunAsync(Duration.FromMinutes(6), node);

        Assert.Equal(["ApprovalAsked chen", "ApprovalAsked bo"], _box.Told);
    }

    [Fact]
    public async Task P34_NotifierThrowsForOneEntryForEver_ItIsSetAsideVisibly()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var poisoned = await room.AskAsync("maintain");
        _box.Before = (message, _) => message.Facts.RequestId == poisoned.Id ? throw new IOException("The test says no.") : Task.CompletedTask;
        await room.AskAsync("maintain", "orders/2");

        await room.RunAsync(Duration.FromMinutes(2), node);
        Assert.Equal((JitFollowerState.Delivering, 1L), (Assert.Single(node.Status).State, (long)Assert.Single(node.Status).SetAside));
        Assert.Single(_box.Told);
        _box.Before = null;
        await room.RunAsync(Duration.FromMinutes(5), node);

        Assert.Equal((2, 0L), (_box.Told.Count(), (long)Assert.Single(node.Status).SetAside));
    }

    [Fact]
    public async Task P34_NotifierHangs_CommandsAndOthersGoOnAndItIsTriedAgain()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, jit => jit.AddNotifier("other", _ => _other).Configure(options =>
        {
            options.FollowerTimeout = Duration.FromSeconds(1);
            options.FollowerLease = Duration.FromMinutes(5); // what passes here until the timeout is seen is not enough to lose it
        }));
        _other.Take();
        var (hangs, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var stops = new CancellationToken[1];
        _box.Before = async (_, stop) =>
        {
            stops[0] = stop;
            hangs.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop); // heeds its token and nothing else
        };
        _other.After = () =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        };
        await room.AskAsync("maintain");

        var round = node.SettleAsync(CancellationToken.None);
        var request = await room.AskAsync("maintain", "orders/2");
        await room.Host.As("bo").ApproveAsync(request);
        room.Host.Should("amina").Allow("orders:maintain", "orders/2");
        await Task.WhenAll(hangs.Task, told.Task); // before time passes, which would take the other's as well
        while (!round.IsCompleted) // it may come to the next entry, which hangs as well
        {
            // Once it is told to stop it has a few seconds, and how soon it does is not this clock's business.
            if (!stops[0].IsCancellationRequested)
            {
                await room.Host.AdvanceAsync(Duration.FromMilliseconds(100));
            }

            await Task.Yield();
        }

        await round;
        Assert.Equal("TimeoutException", StatusOf(node, "notify-box").Failure);
        Assert.Contains("ApprovalAsked bo", _other.Told);
        _box.Before = null;
        await room.RunAsync(Duration.FromMinutes(1), node);

        Assert.Equal(["ApprovalAsked bo", "ApprovalAsked bo", "RequestApproved amina"], _box.Told.Order());
    }

    [Fact]
    public async Task P34_Flood_BecomesDigestsAndNothingIsLost()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var requests = new List<JitRequest>();
        foreach (var number in Enumerable.Range(1, 8))
        {
            requests.Add(await room.AskAsync("maintain", $"orders/{number}"));
        }

        await node.SettleAsync(CancellationToken.None);

        var digest = Assert.Single(_box.Take());
        Assert.Equal((JitNotificationKind.Digest, 8, "bo"), (digest.Kind, digest.Contains.Length, digest.Recipient.Name));
        Assert.Equal(requests.Select(request => request.Id), digest.Contains.Select(message => message.Facts.RequestId!));
        Assert.StartsWith("8 messages, the first: amina asks for orders:maintain on orders/1", digest.Title, StringComparison.Ordinal);
        Assert.All(digest.Contains, message => Assert.Contains(message.Text.TrimEnd('\n'), digest.Text, StringComparison.Ordinal));

        // What comes meanwhile is collected, on this node or on one that takes over.
        foreach (var number in Enumerable.Range(1, 3))
        {
            await room.Host.As("amina").WithdrawAsync(requests[number]);
            await room.AskAsync("maintain", $"orders/{number}", by: "ravi");
            await room.RunAsync(Duration.FromSeconds(10), node);
        }

        Assert.Empty(_box.Got);
        await room.RunAsync(Duration.FromSeconds(31), node);
        Assert.Equal(6, _box.All.Count());
        Assert.DoesNotContain(_box.All, message => message.MayBeRepeated);
    }

    [Fact]
    public async Task P34_Trickle_OfMoreThanAFewAMinute_IsCollectedToo()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        foreach (var number in Enumerable.Range(1, 10))
        {
            await room.AskAsync("maintain", $"orders/{number}");
            await room.RunAsync(Duration.FromSeconds(2), node);
        }

        Assert.Equal(6, _box.Got.Count); // five, and the one that was too many
        await room.RunAsync(Duration.FromMinutes(1), node);

        Assert.Equal(10, _box.All.Count());
        Assert.Equal(10, _box.All.Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task P34_CrashBetweenCommitAndEveryStep_LosesNothingAndMarksWhatComesTwice()
    {
        foreach (var afterwards in (bool[])[false, true])
        {
            var step = 0;
            for (var isOver = false; !isOver;)
            {
                step++;
                await using var room = await PostRoom.OpenAsync();
                await room.GrantAsync();
                await room.AskAsync("pay-out", "orders/2");
                var (first, second) = (new Mailbox(), new Mailbox());
                var store = new CrashingStore(room.Store, step, afterwards);
                first.Before = (_, _) => store.StepAsync();
                first.After = store.StepAsync;
                var dying = room.Node(store, jit => jit.AddNotifier("box", _ => first));
                await room.RunAsync(Duration.FromSeconds(3), dying);
                isOver = !store.IsDead;
                await room.RunAsync(Duration.FromSeconds(9), room.Node(room.Store, jit => jit.AddNotifier("box", _ => second)));

                Assert.Equal(
                    ["ApprovalAsked bo", "ApprovalAsked bo", "ApprovalAsked chen", "RequestApproved amina"],
                    first.All.Concat(second.All).DistinctBy(message => message.Id).Select(message => $"{message.Kind} {message.Recipient.Name}").Order());
                var before = first.All.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
                Assert.All(second.All, message => Assert.True(message.MayBeRepeated || !before.Contains(message.Id), $"step {step}"));
            }

            Assert.True(step > 20, $"only {step} steps");
        }
    }

    private static JitFollowerStatus StatusOf(JournalFollowers node, string name) => Assert.Single(node.Status, status => status.Name == name);
}
