using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Hubs;

public sealed class HubMethodTests
{
    private static readonly Action<IServiceCollection> SignalR = services => services.AddSignalR();

    public static TheoryData<bool, bool> Registrations() => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    // The hole: SignalR ignores requirement data, so that without the filter whoever is signed in may call the method.
    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task P17_HubMethod_WithoutTheFilter_IsOpen(bool signalRFirst, bool isStream)
    {
        await using var app = await StartAsync(signalRFirst, services =>
            services.Remove(services.Single(descriptor => descriptor.ImplementationType == typeof(HubGrantOptions))));

        Assert.Equal(("4711", null), await CallAsync(app, isStream));
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task P17_HubMethod_WithTheFilter_NeedsAGrant(bool signalRFirst, bool isStream)
    {
        await using var app = await StartAsync(signalRFirst);

        var (result, error) = await CallAsync(app, isStream);
        Assert.Null(result);
        Assert.Contains("jit-grant-required", error, StringComparison.Ordinal);
        Assert.Contains("no-grant", error, StringComparison.Ordinal);

        await app.GrantAsync();
        Assert.Equal(("4711", null), await CallAsync(app, isStream));
    }

    [Fact]
    public async Task Method_WithoutAttribute_NeedsNothing()
    {
        await using var app = await StartAsync();
        await using var hub = await HubClient.OpenAsync(app, "eve", "/hub");

        Assert.Equal("open", (await hub.InvokeAsync(nameof(OrdersHub.Open))).Result);
    }

    [Fact]
    public async Task Method_OfNobody_IsRefused()
    {
        await using var app = await StartAsync();
        await using var hub = await HubClient.OpenAsync(app, user: null, "/hub");

        Assert.NotNull((await hub.InvokeAsync(nameof(OrdersHub.Refund), 4711)).Error);
    }

    [Theory]
    [InlineData(nameof(OrdersHub.RefundWithLease))]
    [InlineData(nameof(OrdersHub.RefundByPolicy))]
    [InlineData(nameof(OrdersHub.RefundAsGrownUp))]
    public async Task Lease_AsAParameter_IsTheGrantOfThisInvocation(string method)
    {
        await using var app = await StartAsync();
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        Assert.NotNull((await hub.InvokeAsync(method, 4711)).Error);

        await app.GrantAsync();

        Assert.Equal("4711 refund-order", (await hub.InvokeAsync(method, 4711)).Result);
        Assert.NotNull((await hub.InvokeAsync(method, 4712)).Error);
    }

    [Fact]
    public async Task Lease_WithoutAGrant_TellsWhatIsMissing()
    {
        await using var app = await StartAsync();
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");

        var (_, error) = await hub.InvokeAsync(nameof(OrdersHub.RefundWithLease), 4711);

        Assert.Contains("jit-grant-required", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(OrdersHub.Refund))]
    [InlineData(nameof(OrdersHub.RefundTwice))]
    [InlineData(nameof(OrdersHub.RefundWithLease))]
    [InlineData(nameof(OrdersHub.RefundByPolicy))]
    public async Task SingleUse_IsTakenOncePerInvocation(string method)
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-once", "orders/4711", minutes: 30);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");

        Assert.Null((await hub.InvokeAsync(method, 4711)).Error);
        Assert.NotNull((await hub.InvokeAsync(method, 4711)).Error);
    }

    [Theory]
    [InlineData("4711/x")]
    [InlineData("..")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("47%311")]
    public async Task Argument_ThatIsNotCanonical_IsRefused(string order)
    {
        await using var app = await StartAsync();
        await app.Jit.As("amina").RequestAsync("refund-fast", resource: null, minutes: 5);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");

        var (_, error) = await hub.InvokeAsync(nameof(OrdersHub.RefundByText), order);

        Assert.Contains("resource-not-canonical", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(OrdersHub.Watch), "revoked")]
    [InlineData(nameof(OrdersHub.Watch), "expired")]
    [InlineData(nameof(OrdersHub.WatchStubbornly), "revoked")]
    [InlineData(nameof(OrdersHub.WatchStubbornly), "expired")]
    [InlineData(nameof(OrdersHub.WatchChannel), "revoked")]
    [InlineData(nameof(OrdersHub.WatchChannel), "expired")]
    public async Task P20_Stream_EndsWithItsGrant(string method, string how)
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync(minutes: 1);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        var stream = await hub.StreamAsync(method, 4711);
        Assert.Equal("4711", (await hub.NextAsync(stream)).Item);

        await (how == "revoked" ? app.Jit.As("bo").RevokeAsync(request, "enough") : app.AdvanceAsync(Duration.FromMinutes(1)));

        var (_, isOver, error) = await hub.NextAsync(stream);
        Assert.True(isOver);
        Assert.Contains("grant-ended", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(UploadHub.Upload), "revoked")]
    [InlineData(nameof(UploadHub.Upload), "expired")]
    [InlineData(nameof(UploadHub.UploadChannel), "revoked")]
    [InlineData(nameof(UploadHub.UploadChannel), "expired")]
    public async Task P20_StreamOfTheClient_IsReadUntilTheGrantEnds(string method, string how)
    {
        await using var app = await StartAsync();
        var request = await app.GrantAsync(minutes: 1);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/upload");
        var upload = await hub.UploadAsync(method, 4711);
        await hub.SendItemAsync("first");
        Assert.Equal("first", await UploadHub.Read.Reader.ReadAsync());

        await (how == "revoked" ? app.Jit.As("bo").RevokeAsync(request, "enough") : app.AdvanceAsync(Duration.FromMinutes(1)));

        Assert.Contains("grant-ended", (await hub.NextAsync(upload)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(UploadHub.Upload))]
    [InlineData(nameof(UploadHub.UploadChannel))]
    public async Task StreamOfTheClient_UnderALiveGrant_IsReadWhole(string method)
    {
        await using var app = await StartAsync();
        await app.GrantAsync();
        await using var hub = await HubClient.OpenAsync(app, "amina", "/upload");
        var upload = await hub.UploadAsync(method, 4711);
        await hub.SendItemAsync("only");
        Assert.Equal("only", await UploadHub.Read.Reader.ReadAsync());
        await hub.CompleteAsync();

        Assert.Equal((null, true, null), await hub.NextAsync(upload));
    }

    [Fact]
    public async Task P21_Stream_UnderOverlappingGrants_EndsWithTheLast()
    {
        await using var app = await StartAsync();
        var first = await app.GrantAsync(minutes: 1);
        await app.GrantAsync(minutes: 2);
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        var stream = await hub.StreamAsync(nameof(OrdersHub.Watch), 4711);
        await hub.NextAsync(stream);

        await app.Jit.As("bo").RevokeAsync(first, "the other is enough");
        Assert.Null((await hub.InvokeAsync(nameof(OrdersHub.Refund), 4711)).Error); // completions come in order: the stream has not ended before
        await app.AdvanceAsync(Duration.FromMinutes(2));

        Assert.Contains("grant-ended", (await hub.NextAsync(stream)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(OrdersHub.Count))]
    [InlineData(nameof(OrdersHub.CountChannel))]
    public async Task Stream_UnderALiveGrant_IsPassedOnWhole(string method)
    {
        await using var app = await StartAsync();
        await app.GrantAsync();
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        var stream = await hub.StreamAsync(method, 4711, 3);
        var items = new List<string?>();
        while (await hub.NextAsync(stream) is { IsOver: false } next)
        {
            items.Add(next.Item);
        }

        Assert.Equal(["1", "2", "3"], items);
    }

    private static Task<GrantApp> StartAsync(bool signalRFirst = true, Action<IServiceCollection>? after = null) => GrantApp.StartAsync(
        app =>
        {
            app.MapHub<OrdersHub>("/hub");
            app.MapHub<UploadHub>("/upload");
        },
        services =>
        {
            services.AddAuthorization(options =>
            {
                options.AddPolicy("named", policy => policy.RequireJitGrant("orders:refund", "orders/{orderId}"));
                options.AddPolicy("grown-up", policy => policy.AddRequirements(new GrownUp()));
            });
            if (signalRFirst)
            {
                SignalR(services);
            }
        },
        services =>
        {
            if (!signalRFirst)
            {
                SignalR(services);
            }

            services.AddSingleton<IAuthorizationHandler, GrownUpHandler>();
            after?.Invoke(services);
        });

    private sealed class GrownUp : IAuthorizationRequirement;

    // Registered, and so run after what handles itself.
    private sealed class GrownUpHandler : AuthorizationHandler<GrownUp>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GrownUp requirement)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    private static async Task<(string? Result, string? Error)> CallAsync(GrantApp app, bool isStream)
    {
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        if (!isStream)
        {
            return await hub.InvokeAsync(nameof(OrdersHub.Refund), 4711);
        }

        var (item, _, error) = await hub.NextAsync(await hub.StreamAsync(nameof(OrdersHub.Watch), 4711));
        return (item, error);
    }
}
