using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Hubs;

/// <summary>Hubs whose connections stand under a grant.</summary>
public sealed class HubConnectionTests
{
    [Fact]
    public async Task Connection_WithoutAGrant_IsRefused()
    {
        await using var app = await StartAsync();

        using var negotiated = await app.PostAsync("amina", "/orders/4711/hub/negotiate?negotiateVersion=1");
        Assert.Equal(HttpStatusCode.Forbidden, negotiated.StatusCode);
        Assert.Equal("jit-grant-required", (await Problem.ReadAsync(negotiated)).Reason);
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.ConnectAsync("amina", "/orders/4711/hub"));
    }

    [Fact]
    public async Task Connection_WithAGrant_IsServed()
    {
        await using var app = await StartAsync();
        await app.GrantAsync();

        using var negotiated = await app.PostAsync("amina", "/orders/4711/hub/negotiate?negotiateVersion=1");
        Assert.Equal(HttpStatusCode.OK, negotiated.StatusCode);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/orders/4711/hub");
        Assert.Equal("pong", (await hub.InvokeAsync(nameof(OrderHub.Ping))).Result);
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.ConnectAsync("amina", "/orders/4712/hub"));
    }

    [Fact]
    public async Task Connection_UnderASingleUse_TakesItWhenItOpensAndForAllItsInvocations()
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);
        using var negotiated = await app.PostAsync("amina", "/orders/4711/hub/negotiate?negotiateVersion=1");

        await using var hub = await HubClient.OpenAsync(app, "amina", "/orders/4711/hub");
        Assert.Equal("pong", (await hub.InvokeAsync(nameof(OrderHub.Ping))).Result);
        Assert.Equal("pong", (await hub.InvokeAsync(nameof(OrderHub.Ping))).Result);

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.ConnectAsync("amina", "/orders/4711/hub"));
    }

    [Theory]
    [InlineData("/orders/4711/hub", "revoked")]
    [InlineData("/orders/4711/hub", "expired")]
    [InlineData("/convention", "revoked")]
    [InlineData("/named", "expired")]
    public async Task P20_Connection_IsAbortedWithItsGrant(string path, string how)
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync(minutes: 1);
        await using var hub = await HubClient.OpenAsync(app, "amina", path);
        await hub.InvokeAsync("Ping");

        await (how == "revoked" ? app.Jit.As("bo").RevokeAsync(request, "enough") : app.AdvanceAsync(Duration.FromMinutes(1)));

        Assert.True(await hub.IsClosedByServerAsync());
    }

    [Fact]
    public async Task P16_Connection_WhoseGrantHasEnded_ServesNoInvocationEvenWhenNothingFires()
    {
        await using var app = await StartAsync();
        await app.GrantAsync(minutes: 1);
        await app.AdvanceAsync(Duration.FromSeconds(58));
        await using var hub = await HubClient.OpenAsync(app, "amina", "/orders/4711/hub");
        Assert.Null((await hub.InvokeAsync(nameof(OrderHub.Ping))).Error);

        app.Jit.Time.StepWall(Duration.FromSeconds(2));

        Assert.Contains("grant-ended", (await hub.InvokeAsync(nameof(OrderHub.Ping))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P21_Connection_UnderOverlappingGrants_GoesOnWithTheOther()
    {
        await using var app = await StartAsync();
        await app.GrantAsync(minutes: 1);
        await app.AdvanceAsync(Duration.FromSeconds(58));
        await app.GrantAsync(minutes: 1);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/orders/4711/hub");

        app.Jit.Time.StepWall(Duration.FromSeconds(2)); // the first has ended, and no timer has told anybody

        Assert.Null((await hub.InvokeAsync(nameof(OrderHub.Ping))).Error);
    }

    [Fact]
    public async Task Connection_ThatTheHubItselfRefuses_IsNotWatchedOver()
    {
        await using var app = await StartAsync();
        await app.GrantAsync();

        await using var hub = await HubClient.OpenAsync(app, "amina", "/reluctant");

        Assert.True(await hub.IsClosedByServerAsync());
        Assert.Equal(0, app.Services.GetRequiredService<GrantEndings>().Count);
    }

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(
        app =>
        {
            app.MapHub<OrderHub>("/orders/{orderId:int}/hub");
            app.MapHub<PingHub>("/convention").RequireJitGrant("orders:refund", "orders/4711");
            app.MapHub<PingHub>("/named").RequireAuthorization("fixed");
            app.MapHub<ReluctantHub>("/reluctant").RequireJitGrant("orders:refund", "orders/4711");
        },
        services =>
        {
            services.AddSignalR();
            services.AddAuthorization(options => options.AddPolicy("fixed", policy => policy.RequireJitGrant("orders:refund", "orders/4711")));
        });

    private sealed class PingHub : Microsoft.AspNetCore.SignalR.Hub
    {
        public string Ping() => "pong";
    }

    private sealed class ReluctantHub : Microsoft.AspNetCore.SignalR.Hub
    {
        public override Task OnConnectedAsync() => throw new InvalidOperationException("not today");
    }
}
