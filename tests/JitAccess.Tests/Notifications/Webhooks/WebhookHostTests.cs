using System.Text.Json;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.Options;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>A webhook as an application switches it on.</summary>
public sealed class WebhookHostTests
{
    [Fact]
    public async Task AddWebhook_RequestIsSubmitted_PostsIt()
    {
        await using var server = new HookServer();
        await using var host = await Desk.StartAsync(jit => jit.AddWebhook("ops", options =>
            (options.Target, options.AllowPlainLoopback) = (new Uri($"http://localhost:{server.Port}/"), true)));

        var request = await host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        await host.SettleAsync();

        using var body = JsonDocument.Parse((await server.ReceiveAsync()).Body);
        Assert.Equal(("approval-asked", request.Id, "bo"), (
            body.RootElement.GetProperty("kind").GetString(),
            body.RootElement.GetProperty("facts").GetProperty("requestId").GetString(),
            body.RootElement.GetProperty("recipient").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task P37_AddWebhook_TargetInside_StopsTheStart()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            Desk.StartAsync(jit => jit.AddWebhook("ops", options => options.Target = new Uri("https://169.254.169.254/latest"))));

        Assert.Contains("link-local (RFC 3927)", refused.Message, StringComparison.Ordinal);
    }
}
