using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Rule 6: what one subject may have and do, and when to try again.</summary>
public sealed class LimitTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Pending_TenWaiting_EleventhIsRefusedUntilOneLapses(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var first = await office.Host.As("amina").RequestAsync("refund-order", "orders/0", 5, Desk.Why);
        await office.Host.AdvanceAsync(Duration.FromMinutes(1));
        for (var order = 1; order < 10; order++)
        {
            await office.Host.As("amina").RequestAsync("refund-order", $"orders/{order}", 5, Desk.Why);
        }

        var refusal = await RefusalAsync(office, "refund-order", "orders/10");
        Assert.Equal(Reason.TooManyPending, refusal.Reason);
        Assert.Equal(first.LapsesAt.At - office.Time.Now, refusal.RetryAfter);
        Assert.Equal("10", refusal.Findings[0].Limit);

        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5); // waits for nobody
        await office.Host.As("ravi").RequestAsync("refund-order", "orders/1", 5, Desk.Why); // has his own limits

        await office.Host.AdvanceAsync(refusal.RetryAfter!.Value);
        await office.Host.As("amina").RequestAsync("refund-order", "orders/10", 5, Desk.Why);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Live_FiftyHeld_NextIsRefusedUntilOneEnds(string store)
    {
        await using var office = await Office.OpenAsync(store);
        for (var order = 0; order < 50; order++)
        {
            await Desk.GrantAsync(office.Host, $"orders/{order}", minutes: 10 + order);
        }

        var refusal = await RefusalAsync(office, "watch-orders", "orders");
        Assert.Equal(Reason.TooManyLive, refusal.Reason);
        Assert.Equal(Duration.FromMinutes(10), refusal.RetryAfter);

        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/9", 5, Desk.Why);
        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(pending));
        Assert.Equal(Reason.TooManyLive, rejected.Reason);

        await office.Host.AdvanceAsync(refusal.RetryAfter!.Value);
        Assert.Equal(RequestState.Approved, (await office.Host.As("bo").ApproveAsync(pending)).State);
    }

    [Fact]
    public void Limits_NothingSet_AreTheDocumentedOnes()
    {
        var limits = new JitLimits();

        Assert.Equal((10, 50, 60, 600), (limits.PendingRequests, limits.LiveGrants, limits.AcceptedRequestsPerHour, limits.RefusedCommandsPerHour));
        Assert.Equal(
            (Duration.FromMinutes(5), Duration.FromHours(24), Duration.FromHours(8), Duration.FromHours(8)),
            (limits.CoolDownAfterDenial, limits.PendingFor, limits.UnclaimedFor, limits.ClaimsGoodFor));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Accepted_SixtyInAnHour_NextWaitsForTheFirstToAge(string store)
    {
        await using var office = await Office.OpenAsync(store);
        for (var minute = 0; minute < 30; minute++)
        {
            for (var twice = 0; twice < 2; twice++)
            {
                await office.Host.As("amina").WithdrawAsync(await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));
            }

            await office.Host.AdvanceAsync(Duration.FromMinutes(1));
        }

        var refusal = await RefusalAsync(office, "refund-order", "orders/1");
        Assert.Equal(Reason.TooManyRequests, refusal.Reason);
        Assert.Equal(Duration.FromMinutes(30), refusal.RetryAfter);

        await office.Host.AdvanceAsync(Duration.FromMinutes(30) - Duration.FromMilliseconds(1));
        Assert.Equal(Reason.TooManyRequests, (await RefusalAsync(office, "refund-order", "orders/1")).Reason);
        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Accepted_RefusedRequests_DoNotCount(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.Limits.AcceptedRequestsPerHour = 2));
        for (var refused = 0; refused < 5; refused++)
        {
            Assert.Equal(Reason.ResourceNotCovered, (await RefusalAsync(office, "refund-order", "customers/1")).Reason);
        }

        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
    }

    [Fact]
    public async Task Refusals_SixHundredInAnHour_EverythingIsRefusedUntilTheHourIsOver()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        for (var refused = 0; refused < 600; refused++)
        {
            Assert.Equal(Reason.ResourceNotCovered, (await RefusalAsync(office, "refund-order", "customers/1")).Reason);
        }

        await office.Host.AdvanceAsync(Duration.FromMinutes(20));
        var refusal = await RefusalAsync(office, "refund-order", "orders/1");
        Assert.Equal(Reason.TooManyRefusals, refusal.Reason);
        Assert.Equal(Duration.FromMinutes(40), refusal.RetryAfter);
        await office.Host.As("ravi").RequestAsync("refund-order", "orders/1", 5, Desk.Why);

        await office.Host.AdvanceAsync(refusal.RetryAfter!.Value);
        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
    }

    [Fact]
    public async Task Refusals_WhereverACommandIsRefused_AreCounted()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        var requests = office.Host.Services.GetRequiredService<IJitRequests>();
        var unknown = new string('a', 26);

        foreach (var refused in new Func<Caller, Task>[]
        {
            eve => requests.SubmitAsync(eve, new JitAsk("refund-order", Duration.Zero)).AsTask(),
            eve => requests.SubmitAsync(eve, new JitAsk("no-such", Duration.FromMinutes(5))).AsTask(),
            eve => requests.VoteAsync(eve, pending.Id, new JitVote(VoteDecision.Approve) { Comment = "\u202e" }).AsTask(),
            eve => requests.VoteAsync(eve, unknown, new JitVote(VoteDecision.Approve)).AsTask(),
            eve => requests.VoteAsync(eve, "no id", new JitVote(VoteDecision.Deny)).AsTask(),
            eve => requests.WithdrawAsync(eve, pending.Id).AsTask(),
            eve => office.Grants.ReleaseAsync(eve, unknown).AsTask(),
            eve => office.Grants.RevokeAsync(eve, granted.GrantId!, "").AsTask(),
            eve => office.Grants.RevokeAllAsync(eve, new RevocationSelector.OfPolicy("refund-order"), "").AsTask(),
        })
        {
            var eve = office.Host.As("eve").Caller;
            Assert.NotEqual(Reason.TooManyRefusals, (await Assert.ThrowsAsync<JitRejectedException>(() => refused(eve))).Reason);
            Assert.Equal(Reason.TooManyRefusals, (await Assert.ThrowsAsync<JitRejectedException>(() => refused(eve))).Reason);
            await office.Host.AdvanceAsync(Duration.FromHours(1));
        }
    }

    [Fact]
    public async Task Refusals_OfChecksAndQueries_AreAnswersAndNotCounted()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));
        var amina = office.Host.As("amina").Caller;
        for (var denied = 0; denied < 5; denied++)
        {
            Assert.False((await office.Grants.ExplainAsync(amina, "orders:refund", "orders/1")).IsAllowed);
            office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
            await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").UseAsync("orders:refund", "orders/1"));
        }

        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
    }

    [Fact]
    public async Task Refusals_TooMany_TheEndOfAccessWaitsForNothing()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));
        var released = await Desk.GrantAsync(office.Host, "orders/1");
        var withdrawn = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        await RefusalAsync(office, "refund-order", "customers/1");
        Assert.Equal(Reason.TooManyRefusals, (await RefusalAsync(office, "refund-order", "orders/3")).Reason);

        Assert.Equal(GrantState.Released, (await office.Host.As("amina").ReleaseAsync(released)).State);
        Assert.Equal(RequestState.Withdrawn, (await office.Host.As("amina").WithdrawAsync(withdrawn)).State);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Denied_SamePolicyAndResource_CoolsDownForFiveMinutes(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await office.Host.As("bo").DenyAsync(await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));
        await office.Host.AdvanceAsync(Duration.FromMinutes(1));

        foreach (var same in new[] { "orders/1", "orders/*", null })
        {
            var refusal = await RefusalAsync(office, "refund-order", same);
            Assert.Equal(Reason.CoolingDown, refusal.Reason);
            Assert.Equal(Duration.FromMinutes(4), refusal.RetryAfter);
        }

        await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        await office.Host.As("ravi").RequestAsync("refund-order", "orders/1", 5, Desk.Why);

        await office.Host.AdvanceAsync(Duration.FromMinutes(4) - Duration.FromMilliseconds(1));
        Assert.Equal(Reason.CoolingDown, (await RefusalAsync(office, "refund-order", "orders/1")).Reason);
        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
    }

    private static async Task<Explanation> RefusalAsync(Office office, string policy, string? resource) =>
        (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync(policy, resource, 5, Desk.Why))).Explanation;
}
