using JitAccess.Followers;
using JitAccess.Testing;
using JitAccess.Tests.Followers;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Operations;

/// <summary>An entry that a follower cannot take is given up by name, by right, under a grant, and on record.</summary>
public sealed class ForgettingTests
{
    private readonly Collector _follower = new("export");

    [Fact]
    public async Task ForgetEntryAsync_EntrySetAside_IsTriedNoMore()
    {
        await using var host = await StartAsync();
        var (olga, position) = (host.As("olga").Caller, await SetAsideAsync(host));
        await host.As("olga").RequestAsync("forget-entries", "followers/export", 30);

        var waiting = Assert.Single((await Operations(host).ListSetAsideAsync(olga, "export", new JitPageRequest())).Items);
        Assert.Equal((position, nameof(UndeliverableEntryException)), (waiting.Position, waiting.Failure));
        await Operations(host).ForgetEntryAsync(olga, "export", position, "the partner is gone");

        Assert.Empty((await Operations(host).ListSetAsideAsync(olga, "export", new JitPageRequest())).Items);
        var before = _follower.Got.Count(delivery => delivery.Entry.Position == position);
        _follower.Before = null;
        await AdvanceAsync(host, Duration.FromMinutes(3));
        Assert.Equal((before, 0), (_follower.Got.Count(delivery => delivery.Entry.Position == position), StatusOf(host).SetAside));

        var again = await Assert.ThrowsAsync<JitRejectedException>(() => Operations(host).ForgetEntryAsync(olga, "export", position, "again").AsTask());
        Assert.Equal(Reason.NotFound, again.Reason);
    }

    [Fact]
    public async Task ForgetEntryAsync_WithoutRightOrGrant_IsRefusedAndItWaitsOn()
    {
        await using var host = await StartAsync();
        var position = await SetAsideAsync(host);
        await host.As("olga").RequestAsync("forget-entries", "followers/another", 5);

        foreach (var (who, reason) in ((string, Reason)[])[("amina", Reason.MayNotOperate), ("olga", Reason.OutOfScope)])
        {
            var refused = await Assert.ThrowsAsync<JitRejectedException>(() => Operations(host).ForgetEntryAsync(host.As(who).Caller, "export", position, "why").AsTask());
            Assert.Equal(reason, refused.Reason);
        }

        var unseen = await Assert.ThrowsAsync<JitRejectedException>(
            () => Operations(host).ListSetAsideAsync(host.As("amina").Caller, "export", new JitPageRequest()).AsTask());
        Assert.Equal(Reason.MayNotOperate, unseen.Reason);
        Assert.Single((await Operations(host).ListSetAsideAsync(host.As("olga").Caller, "export", new JitPageRequest())).Items);
    }

    [Theory]
    [InlineData("export", 99)]
    [InlineData("export", -1)]
    [InlineData("nobody", 1)]
    [InlineData("No|Name", 1)]
    public async Task ForgetEntryAsync_NothingThatWaits_IsNotFoundAndCostsNoUse(string follower, long position)
    {
        await using var host = await StartAsync();
        await host.As("olga").RequestAsync("forget-entries", "followers/*", 5);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => Operations(host).ForgetEntryAsync(host.As("olga").Caller, follower, position, "why").AsTask());

        Assert.Equal(Reason.NotFound, refused.Reason);
    }

    private static IJitOperations Operations(JitTestHost host) => host.Services.GetRequiredService<IJitOperations>();

    private static JitFollowerStatus StatusOf(JitTestHost host) => Assert.Single(host.Services.GetRequiredService<JournalFollowers>().Status);

    private static async Task AdvanceAsync(JitTestHost host, Duration duration)
    {
        for (var passed = Duration.Zero; passed < duration; passed += Duration.FromSeconds(10))
        {
            await host.AdvanceAsync(Duration.FromSeconds(10));
            await host.SettleAsync();
        }
    }

    private async Task<long> SetAsideAsync(JitTestHost host)
    {
        await host.SettleAsync();
        var position = host.Services.GetRequiredService<IJitAccess>().Position + 1;
        _follower.FailFor(at => at == position, () => new UndeliverableEntryException("The test says never."));
        await host.As("amina").RequestAsync("watch-orders", "orders", 5);
        await host.SettleAsync();
        Assert.Equal(1, StatusOf(host).SetAside);
        return position;
    }

    private Task<JitTestHost> StartAsync() => Desk.StartAsync(jit => jit.AddPolicies(Desk.Operating).Services.AddSingleton<IJournalFollower>(_follower));
}
