using NodaTime;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>One table: every state and tick over every host path. All of them answer alike.</summary>
public sealed class HostPathTests
{
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    public static TheoryData<string, bool> States() => new()
    {
        { "no grant", false },
        { "pending", false },
        { "granted", true },
        { "end - 1 ms", true },
        { "end", false },
        { "end + 1 ms", false },
        { "other resource", false },
        { "released", false },
        { "revoked", false },
        { "used up", false },
        { "node stale", false },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task P17_P18_EveryHostPath_InEveryState_AnswersAlike(string state, bool allowed)
    {
        await using var app = await HostPaths.StartAsync();
        await BringAsync(app, state);

        var allowing = await HostPaths.AllowingAsync(app, order: 4711);

        Assert.Equal(allowed ? HostPaths.All.Keys : [], allowing);
    }

    [Fact]
    public async Task P16_EveryHostPath_WithoutAnyTimerOrPoll_EndsOnItsTick()
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync(minutes: 1);
        await app.AdvanceAsync(Duration.FromSeconds(59));

        // The clocks move and nothing fires: no timer, no poll, no housekeeping.
        app.Jit.Time.StepWall(Duration.FromSeconds(1) - Tick);
        Assert.Equal(HostPaths.All.Keys, await HostPaths.AllowingAsync(app, 4711));
        app.Jit.Time.StepWall(Tick);
        Assert.Empty(await HostPaths.AllowingAsync(app, 4711));
    }

    [Fact]
    public async Task P25_EveryHostPath_AfterARevocation_RemembersNothing()
    {
        await using var app = await HostPaths.StartAsync();
        var request = await app.GrantAsync();
        Assert.Equal(HostPaths.All.Keys, await HostPaths.AllowingAsync(app, 4711));

        await app.Jit.As("bo").RevokeAsync(request, "the invoice was right");

        Assert.Empty(await HostPaths.AllowingAsync(app, 4711));
    }

    private static async Task BringAsync(GrantApp app, string state)
    {
        switch (state)
        {
            case "no grant":
                return;
            case "pending":
                await app.Jit.As("amina").RequestAsync("refund-order", "orders/4711", minutes: 30);
                return;
            case "other resource":
                await app.GrantAsync("orders/4712");
                return;
            case "used up":
                await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);
                await (await app.Jit.As("amina").UseAsync("orders:refund", "orders/4711")).DisposeAsync();
                return;
        }

        var request = await app.GrantAsync(minutes: 30);
        switch (state)
        {
            case "granted":
                return;
            case "end - 1 ms":
                await app.AdvanceAsync(Duration.FromMinutes(30) - Tick);
                return;
            case "end":
                await app.AdvanceAsync(Duration.FromMinutes(30));
                return;
            case "end + 1 ms":
                await app.AdvanceAsync(Duration.FromMinutes(30) + Tick);
                return;
            case "released":
                await app.Jit.As("amina").ReleaseAsync(request);
                return;
            case "revoked":
                await app.Jit.As("bo").RevokeAsync(request, "the invoice was right");
                return;
            case "node stale":
                app.Store.IsAway = true;
                await app.AdvanceAsync(Duration.FromSeconds(5));
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, message: null);
        }
    }
}
