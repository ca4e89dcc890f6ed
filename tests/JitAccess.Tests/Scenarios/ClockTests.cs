using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P16, P18, P24, P27: access ends on its tick, whatever clocks and background work do.</summary>
public sealed class ClockTests
{
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P16_EveryBackgroundServiceStopped_AccessEndsOnTheTick(string store)
    {
        // A bound of a minute: the proof of freshness outlives the grant, so that the end itself is what denies.
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.StalenessBound = Duration.FromSeconds(60)));
        await office.Host.As("amina").RequestAsync(new JitAsk("watch-orders", Duration.FromSeconds(30)));
        foreach (var service in office.Host.Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        office.Time.StepWall(Duration.FromSeconds(30) - Tick); // no timer ever fires
        office.Host.Should("amina").Allow("orders:watch", "orders");

        office.Time.StepWall(Tick);
        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.Expired);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P18_TickBeforeAtAndAfterTheEnd_OnlyTheFirstIsAllowed(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);

        await office.Host.AdvanceAsync(Duration.FromMinutes(30) - Tick);
        await using (await office.Host.As("amina").UseAsync("orders:refund", "orders/1"))
        {
            office.Host.Should("amina").Allow("orders:refund", "orders/1");
        }

        for (var tick = 0; tick < 2; tick++)
        {
            await office.Host.AdvanceAsync(Tick);
            office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
            var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").UseAsync("orders:refund", "orders/1"));
            Assert.Equal(Reason.Expired, rejected.Reason);
        }
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_WallStepsBack_GrantEndsAfterItsDurationAllTheSame(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        await office.Host.AdvanceAsync(Duration.FromMinutes(20));

        office.Time.StepWall(Duration.FromHours(-5));
        await office.Host.SettleAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        await office.Host.AdvanceAsync(Duration.FromMinutes(10) - Tick);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_WallStepsBack_RequestLapsesAfterItsTimeAllTheSame(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.Limits.PendingFor = Duration.FromMinutes(10)));
        var request = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        await office.Host.AdvanceAsync(Duration.FromMinutes(5)); // nothing is committed meanwhile, so no entry holds the time

        office.Time.StepWall(Duration.FromHours(-12));
        await office.Host.AdvanceAsync(Duration.FromMinutes(5) + Duration.FromSeconds(1)); // the monotonic clock counts 0.1 % less

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request));
        Assert.Equal(Reason.RequestLapsed, rejected.Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_WallStepsBackAgainAndAgain_NodeTimeNeverRunsBack(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        for (var minute = 0; minute < 30; minute++)
        {
            office.Host.Should("amina").Allow("orders:refund", "orders/1");
            await office.Host.AdvanceAsync(Duration.FromMinutes(1));
            office.Time.StepWall(Duration.FromMinutes(-1));
            await office.Host.SettleAsync();
        }

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_WallStepsForward_EndsEarlyNeverLate(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);

        office.Time.StepWall(Duration.FromMinutes(30));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale); // this node cannot tell a step from a pause

        await office.Host.SettleAsync();
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_Suspended_DeniesBeforeAnyTimerFires(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        await using var lease = await office.Host.As("amina").UseAsync("orders:refund", "orders/1");

        office.Time.Suspend(Duration.FromMinutes(31));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale);
        await office.Host.SettleAsync();
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P24_SuspendedForLessThanTheGrant_EndsOnItsWallClockTick(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);

        office.Time.Suspend(Duration.FromMinutes(20));
        await office.Host.SettleAsync();
        await office.Host.AdvanceAsync(Duration.FromMinutes(10) - Tick);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Theory]
    [InlineData("2028-02-28T23:45:00Z")] // the leap day begins within
    [InlineData("2028-02-29T23:45:00Z")] // the leap day ends within
    [InlineData("2026-03-29T00:45:00Z")] // summer time begins in Europe
    [InlineData("2026-10-25T00:45:00Z")] // summer time ends in Europe
    [InlineData("2026-12-31T23:45:00Z")]
    public async Task P24_DaysOfAnUnusualLength_GrantLastsItsDuration(string start)
    {
        var at = NodaTime.Text.InstantPattern.General.Parse(start).Value;
        await using var office = await Office.OpenAsync(EveryStore.Memory, at: at);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);

        await office.Host.AdvanceAsync(Duration.FromMinutes(30) - Tick);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P27_NeverSynchronised_DeniesUntilTheFirstPoll(string store)
    {
        await using var office = await Office.OpenAsync(
            store, jit => jit.Configure(options => options.WaitAtStart = Duration.Zero), probe: probe => probe.IsAway = true);

        // The monotonic clock stands at zero, as the time of a sync that never was would.
        Assert.Equal(0, office.Time.GetTimestamp());
        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.NotSynchronised);
        await office.Host.AdvanceAsync(Duration.FromHours(1));
        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.NotSynchronised);

        office.Store.IsAway = false;
        await office.Host.AdvanceAsync(Duration.FromSeconds(5));
        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P27_StoreAway_DeniesAfterTheBoundAndRecovers(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await office.Host.AdvanceAsync(Duration.FromSeconds(5));
        office.Store.IsAway = true;

        await office.Host.AdvanceAsync(Duration.FromMilliseconds(4949)); // five seconds less one in a hundred
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale);

        office.Store.IsAway = false;
        await office.Host.AdvanceAsync(Duration.FromSeconds(2));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }
}
