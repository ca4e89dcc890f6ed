using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Endings;

public sealed class ServerSentEventsTests
{
    [Theory]
    [InlineData("/live", "revoked")]
    [InlineData("/live", "released")]
    [InlineData("/live", "expired")]
    [InlineData("/live-result", "revoked")]
    public async Task P20_Stream_IsAbortedWhenItsGrantEnds(string path, string how)
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync(minutes: 1);
        using var response = await app.GetAsync("amina", path);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("2026-03-02T09:01:00.000Z", Assert.Single(response.Headers.GetValues("Jit-Grant-Expires")));
        using var reader = new StreamReader(stream);
        Assert.Equal("data: 1", await reader.ReadLineAsync());

        await (how switch
        {
            "revoked" => app.Jit.As("bo").RevokeAsync(request, "enough"),
            "released" => app.Jit.As("amina").ReleaseAsync(request),
            _ => app.AdvanceAsync(Duration.FromMinutes(1)),
        });

        await Assert.ThrowsAnyAsync<IOException>(reader.ReadToEndAsync);
    }

    [Fact]
    public async Task P20_StreamOfTheLastUse_IsAbortedWhenItsGrantIsCutOff()
    {
        await using var app = await StartAsync();
        var request = await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", 30);
        using var response = await app.GetAsync("amina", "/live");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: 1", await reader.ReadLineAsync());
        using var second = await app.GetAsync("amina", "/other");
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);

        await app.Jit.As("amina").ReleaseAsync(request);

        await Assert.ThrowsAnyAsync<IOException>(reader.ReadToEndAsync);
    }

    [Fact]
    public async Task P21_Stream_UnderOverlappingGrants_GoesOnUntilTheLastEnds()
    {
        await using var app = await StartAsync();
        var first = await app.GrantAsync(minutes: 1);
        var second = await app.GrantAsync(minutes: 2);
        using var response = await app.GetAsync("amina", "/live");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        await reader.ReadLineAsync();

        await app.Jit.As("bo").RevokeAsync(first, "the other is enough");
        using var still = await app.GetAsync("amina", "/other");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        var reading = reader.ReadLineAsync();
        Assert.False(reading.IsCompleted);

        await app.Jit.As("bo").RevokeAsync(second, "enough");
        await Assert.ThrowsAnyAsync<IOException>(() => reading);
    }

    [Fact]
    public async Task Response_ThatIsNoStreamOfEvents_IsToldAndNotAborted()
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync();
        using var response = await app.GetAsync("amina", "/other");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("working", await reader.ReadLineAsync());

        await app.Jit.As("bo").RevokeAsync(request, "enough");

        Assert.Equal("ended", await reader.ReadToEndAsync());
    }

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(app =>
    {
        app.MapGet("/live", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        }).RequireJitGrant("orders:refund", "orders/4711");
        app.MapGet("/live-result", (CancellationToken aborted) => TypedResults.ServerSentEvents(OneAsync(aborted)))
            .RequireJitGrant("orders:refund", "orders/4711");
        app.MapGet("/other", async (HttpContext context, JitGrantLease grant) =>
        {
            await context.Response.WriteAsync("working\n");
            await context.Response.Body.FlushAsync();
            var ended = new TaskCompletionSource();
            await using var registration = grant.Ended.Register(ended.SetResult);
            await ended.Task;
            await context.Response.WriteAsync("ended");
        }).RequireJitGrant("orders:refund", "orders/4711");
    });

    private static async IAsyncEnumerable<string> OneAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken aborted)
    {
        yield return "1";
        await new TaskCompletionSource().Task.WaitAsync(aborted);
    }
}
