using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>Saying what would happen: it agrees with asking, and leaves nothing behind.</summary>
public sealed class PreviewTests
{
    [Fact]
    public async Task Preview_NothingInTheWay_SaysWhoWouldBeAsked()
    {
        await using var host = await Desk.StartAsync();
        host.People.SetRoles("amina", "support", "support-lead").Account("amina.lead", "amina", "support-lead").Disable("chen");
        var before = await PositionAsync(host);

        var preview = await PreviewAsync(host, Ask());

        Assert.Equal(("refund-order", 1, false), (preview.Policy, preview.PolicyVersion, preview.IsApprovedAtOnce));
        Assert.Equal(["orders:refund on orders/1"], preview.Scopes.Select(scope => scope.ToString()));
        Assert.Equal(Duration.FromMinutes(30), preview.Duration);
        var stage = Assert.Single(preview.Stages);
        Assert.Equal(("lead", 1, "the role support-lead"), (stage.Name, stage.Needs, stage.Approvers));
        var asked = Assert.Single(stage.Asked!.Value);
        Assert.Equal(("bo", "bo"), (asked.Subject.Id, asked.Name));
        Assert.Equal(before, await PositionAsync(host));

        var request = await host.As("amina").RequestAsync(Ask());
        Assert.Equal((preview.LapsesAt, preview.Duration), (request.LapsesAt, request.Duration));
        Assert.Equal(preview.Scopes.AsEnumerable(), request.Scopes);
    }

    [Fact]
    public async Task Preview_AutomaticApproval_MakesNoAccess()
    {
        await using var host = await Desk.StartAsync();

        var preview = await PreviewAsync(host, new JitAsk("watch-orders", Duration.FromMinutes(5)));

        Assert.True(preview.IsApprovedAtOnce);
        Assert.Empty(preview.Stages);
        host.Should("amina").Deny("orders:watch", "orders", Reason.NoGrant);
    }

    [Fact]
    public async Task Preview_WhatWouldBeRefused_IsRefusedForTheSameReasons()
    {
        await using var host = await Desk.StartAsync();
        await host.As("bo").DenyAsync(await host.As("amina").RequestAsync(Ask()));
        JitAsk[] asks = [Ask(), Ask() with { Policy = "unknown" }, Ask() with { Justification = "x" }, Ask() with { Duration = Duration.FromDays(2), Justification = null }];

        foreach (var ask in asks)
        {
            var dry = await Assert.ThrowsAsync<JitRejectedException>(() => PreviewAsync(host, ask));
            var real = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync(ask));
            Assert.Equal(real.Explanation.Findings.AsEnumerable(), dry.Explanation.Findings);
        }
    }

    [Fact]
    public async Task Preview_TooOften_IsRefusedWithoutAskingTheDirectory()
    {
        await using var host = await Desk.StartAsync(jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 2));
        await PreviewAsync(host, Ask());
        await PreviewAsync(host, Ask());

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => PreviewAsync(host, Ask()));

        Assert.Equal(Reason.TooManyPreviews, refused.Reason);
        Assert.NotNull(refused.Explanation.RetryAfter);
        Assert.Equal(RequestState.Pending, (await host.As("amina").RequestAsync(Ask())).State);
        await host.AdvanceAsync(Duration.FromHours(1));
        await PreviewAsync(host, Ask());
    }

    private static JitAsk Ask() => new("refund-order", Duration.FromMinutes(30)) { Resource = Resource.Parse("orders/1"), Justification = Desk.Why };

    private static Task<JitPreview> PreviewAsync(JitTestHost host, JitAsk ask) =>
        host.Services.GetRequiredService<IJitRequests>().PreviewAsync(host.As("amina").Caller, ask).AsTask();

    private static async Task<long> PositionAsync(JitTestHost host)
    {
        await host.SettleAsync();
        return host.Services.GetRequiredService<IJitAccess>().Position;
    }
}
