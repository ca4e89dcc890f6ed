using JitAccess.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A store that hangs holds up no end, and the node recovers by itself when it answers again.</summary>
public sealed class SlowStoreTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_PollHangs_RevocationReturnsAndHasEndedAccess(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        var (hangs, entered) = Hang(office);
        var poll = Task.Run(office.PollAsync);
        await entered;

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, granted.GrantId!, "a mistake");
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);

        hangs.SetResult();
        await poll;
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P27_PollHangs_IsGivenUpAfterTheBoundAndTheNodeRecovers(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await StopPollingAsync(office);
        var (hangs, entered) = Hang(office); // and never answers, whatever the token says
        var poll = Task.Run(office.PollAsync);
        await entered;

        office.Time.Advance(Duration.FromSeconds(5));
        Assert.Equal(Reason.StoreUnavailable, (await poll)?.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale);

        await office.PollAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        hangs.SetResult();
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P27_TimePassesBeforeTheStoreLetsGo_CountsTowardsTheBound(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await StopPollingAsync(office);
        office.Store.BeforeJournal = () =>
        {
            office.Time.Advance(Duration.FromSeconds(5));
            return new TaskCompletionSource().Task;
        };

        var refused = await office.PollAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(Reason.StoreUnavailable, refused?.Reason);
    }

    // What a caller hands to another node must not lie before the revocation that has just returned.
    [Fact]
    public async Task P20_PositionAfterARevocationThatWaitedForNoPoll_IsItsOwn()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var grant = await Desk.GrantAsync(office.Host, "orders/1");
        await StopPollingAsync(office);
        var access = office.Host.Services.GetRequiredService<IJitAccess>();
        var before = access.Position;
        var (gate, entered) = Hang(office);
        var poll = office.Host.Services.GetRequiredService<NodeFollower>().SynchroniseAsync(default);
        await entered;

        await office.Host.As("bo").RevokeAsync(grant, "a mistake");

        Assert.True(access.Position > before, "the position is that of the revocation");
        var handle = access.Resolve(office.Host.As("amina").Caller.Subject);
        Assert.Equal(Reason.NodeBehind, access.Check(handle, "orders:refund", "orders/1", access.Position).Reason);
        gate.SetResult();
        await poll;
        Assert.Equal(Reason.Revoked, access.Check(handle, "orders:refund", "orders/1", access.Position).Reason);
    }

    // The test polls itself.
    private static async Task StopPollingAsync(Office office)
    {
        foreach (var service in office.Host.Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    // The first reading hangs.
    private static (TaskCompletionSource Gate, Task Entered) Hang(Office office)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        office.Store.BeforeJournal = () => entered.TrySetResult() ? gate.Task : Task.CompletedTask;
        return (gate, entered.Task);
    }
}
