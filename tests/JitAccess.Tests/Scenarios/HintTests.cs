using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A hint makes the next poll come sooner, and changes nothing else.</summary>
public sealed class HintTests
{
    [Fact]
    public async Task P28_Hint_OfACommitElsewhere_IsReadAtOnce()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var (hint, _) = await ListenerAsync(office, 0);
        await office.CommitBehindTheBackAsync();
        var polled = NextPoll(office);

        hint(long.MaxValue);

        await polled;
    }

    [Fact]
    public async Task Hint_OfWhatTheNodeKnows_IsPassedOver()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await office.Host.As("ravi").RequestAsync("watch-orders", "orders", 5);
        var (hint, _) = await ListenerAsync(office, 0);
        var polls = 0;
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        office.Store.BeforeJournal = () =>
        {
            Interlocked.Increment(ref polls);
            last.TrySetResult();
            return Task.CompletedTask;
        };

        // However the first ones are taken, one by one or several as one, each is passed over; the last one alone is answered.
        for (var known = 0; known < 50; known++)
        {
            hint(1);
            await Task.Yield();
        }

        hint(long.MaxValue);
        await last.Task;

        Assert.Equal(1, polls);
    }

    [Fact]
    public async Task P28_ListeningFails_PollsGoOnAndItListensAgain()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var (_, connection) = await ListenerAsync(office, 0);
        connection.SetException(new JitAccess.Stores.StoreUnavailableException("The test cut it."));
        await office.CommitBehindTheBackAsync();

        await office.Host.AdvanceAsync(Duration.FromSeconds(2));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant); // fresh, all the same
        var (hint, _) = await ListenerAsync(office, 1);
        var polled = NextPoll(office);
        hint(long.MaxValue);
        await polled;
    }

    // The listeners of a node, counted from its start. It listens on a thread of its own, and after a loss when its pause is over.
    private static async Task<(Action<long> Hint, TaskCompletionSource Connection)> ListenerAsync(Office office, int number)
    {
        while (office.Store.Listeners.Count <= number)
        {
            await office.Host.AdvanceAsync(Duration.FromMilliseconds(10));
            await Task.Yield();
        }

        return office.Store.Listeners.ElementAt(number);
    }

    private static Task NextPoll(Office office)
    {
        var polled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        office.Store.BeforeJournal = () =>
        {
            polled.TrySetResult();
            return Task.CompletedTask;
        };
        return polled.Task;
    }
}
