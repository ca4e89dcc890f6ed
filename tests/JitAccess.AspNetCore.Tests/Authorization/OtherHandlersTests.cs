using System.Net;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>Rule 12: only a grant satisfies a grant requirement, unless the endpoint says otherwise, and then it is journalled.</summary>
public sealed class OtherHandlersTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handler_ThatSucceedsEverything_OpensNothing(bool registeredBefore)
    {
        Action<IServiceCollection> add = services => services.AddSingleton<IAuthorizationHandler, Generous>();
        await using var app = await GrantApp.StartAsync(
            HostPaths.Map,
            services =>
            {
                if (registeredBefore)
                {
                    add(services);
                }

                HostPaths.AddServices(services);
            },
            registeredBefore ? null : add);

        Assert.Empty(await HostPaths.AllowingAsync(app, 4711));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenNoneSucceeds_IsRefusedLikeAnyOther()
    {
        await using var app = await StartAsync();

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("jit-grant-required", (await Problem.ReadAsync(response)).Reason);
        Assert.Empty(await BypassesAsync(app));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenOneSucceeds_AdmitsAndIsJournalled()
    {
        await using var app = await StartAsync<Generous>();

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Jit-Grant-Expires"));
        Assert.Contains("orders/4711", Assert.Single(await BypassesAsync(app)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllowOtherHandlers_WithAGrant_UsesTheGrant()
    {
        await using var app = await StartAsync<Generous>();
        await app.GrantAsync();

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.True(response.Headers.Contains("Jit-Grant-Expires"));
        Assert.Empty(await BypassesAsync(app));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenTheJournalCannotBeWritten_Refuses()
    {
        await using var app = await StartAsync<Generous>();
        app.Store.RefusesCommits = true;

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("store-unavailable", (await Problem.ReadAsync(response)).Reason);
    }

    [Theory]
    [InlineData(null, "/orders/4711/refund", HttpStatusCode.Unauthorized)]
    [InlineData("amina", "/orders/04711/refund", HttpStatusCode.BadRequest)]
    public async Task AllowOtherHandlers_LeavesNothingButAMissingGrantToThem(string? user, string path, HttpStatusCode expected)
    {
        await using var app = await StartAsync<Generous>();

        using var response = await app.PostAsync(user, path);

        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(await BypassesAsync(app));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenAnotherRequirementFails_IsNoBypass()
    {
        await using var app = await GrantApp.StartAsync(
            app => app.MapPost("/orders/{orderId:int}/refund", (int orderId) => orderId)
                .RequireAuthorization(policy => policy.RequireRole("nobody"))
                .WithMetadata(new RequireJitGrantAttribute("orders:refund") { Resource = "orders/{orderId}", AllowOtherHandlers = true }),
            after: services => services.AddSingleton<IAuthorizationHandler, GenerousWithGrants>());

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await BypassesAsync(app));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenAProviderAddsOneBehindTheJournal_OpensNothing()
    {
        await using var app = await GrantApp.StartAsync(
            Map, after: services => services.AddTransient<IAuthorizationHandlerProvider>(
                provider => new Latecomer(new JitHandlerProvider(
                    new DefaultAuthorizationHandlerProvider(provider.GetServices<IAuthorizationHandler>()), provider.GetRequiredService<BypassRecorder>()))));

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await BypassesAsync(app));
    }

    [Fact]
    public async Task AllowOtherHandlers_WhenTheJournalsProviderWasReplaced_OpensNothing()
    {
        await using var app = await GrantApp.StartAsync(
            Map, after: services => services
                .AddSingleton<IAuthorizationHandler, Generous>()
                .AddTransient<IAuthorizationHandlerProvider, DefaultAuthorizationHandlerProvider>());

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task ContextFactory_WhenReplaced_DeniesImperativeChecksAndStillServesEndpoints()
    {
        await using var app = await HostPaths.StartAsync(
            services => services.AddTransient<IAuthorizationHandlerContextFactory, DefaultAuthorizationHandlerContextFactory>());
        await app.GrantAsync();

        var allowing = await HostPaths.AllowingAsync(app, 4711);

        Assert.DoesNotContain("imperative", allowing);
        Assert.DoesNotContain("hub method", allowing);
        Assert.Contains("minimal API", allowing);
    }

    private static Task<GrantApp> StartAsync() => GrantApp.StartAsync(Map);

    private static Task<GrantApp> StartAsync<THandler>()
        where THandler : class, IAuthorizationHandler =>
        GrantApp.StartAsync(Map, after: services => services.AddSingleton<IAuthorizationHandler, THandler>());

    private static void Map(WebApplication app) => app
        .MapPost("/orders/{orderId:int}/refund", (int orderId) => orderId)
        .WithMetadata(new RequireJitGrantAttribute("orders:refund") { Resource = "orders/{orderId}", AllowOtherHandlers = true });

    private static async Task<string[]> BypassesAsync(GrantApp app)
    {
        var page = await app.Store.ReadJournalAsync(JournalCursor.Start, 1000, CancellationToken.None);
        return
        [
            .. page.Entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Bytes.Span))
                .Where(text => text.Contains("\"access-bypassed\"", StringComparison.Ordinal)),
        ];
    }

    private sealed class Generous : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            foreach (var requirement in context.Requirements.ToList())
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class GenerousWithGrants : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            foreach (var requirement in context.Requirements.OfType<JitGrantRequirement>().ToList())
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Latecomer(IAuthorizationHandlerProvider inner) : IAuthorizationHandlerProvider
    {
        public async Task<IEnumerable<IAuthorizationHandler>> GetHandlersAsync(AuthorizationHandlerContext context) =>
            [.. await inner.GetHandlersAsync(context), new Generous()];
    }
}
