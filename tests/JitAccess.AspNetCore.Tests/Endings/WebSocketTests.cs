using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Endings;

public sealed class WebSocketTests
{
    [Theory]
    [InlineData("revoked")]
    [InlineData("released")]
    [InlineData("expired")]
    public async Task P20_Socket_IsAbortedWhenItsGrantEnds(string how)
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync(minutes: 1);
        using var socket = await app.ConnectAsync("amina", "/socket");
        var hello = await socket.ReceiveAsync(new byte[8], CancellationToken.None);
        Assert.Equal(1, hello.Count);
        var receiving = socket.ReceiveAsync(new byte[8], CancellationToken.None);
        Assert.False(receiving.IsCompleted);

        await (how switch
        {
            "revoked" => app.Jit.As("bo").RevokeAsync(request, "enough"),
            "released" => app.Jit.As("amina").ReleaseAsync(request),
            _ => app.AdvanceAsync(Duration.FromMinutes(1)),
        });

        await Assert.ThrowsAnyAsync<Exception>(() => receiving);
    }

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(app =>
    {
        app.UseWebSockets();
        app.Map("/socket", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync(new byte[1], System.Net.WebSockets.WebSocketMessageType.Binary, endOfMessage: true, context.RequestAborted);
            await socket.ReceiveAsync(new byte[1], context.RequestAborted);
        }).RequireJitGrant("orders:refund", "orders/4711");
    });
}
