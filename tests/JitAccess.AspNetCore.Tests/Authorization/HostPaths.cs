using System.Net;
using System.Security.Claims;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>Every way by which an application asks whether amina may refund an order.</summary>
internal static class HostPaths
{
    public static readonly IReadOnlyDictionary<string, Func<GrantApp, int, Task<bool>>> All = new Dictionary<string, Func<GrantApp, int, Task<bool>>>
    {
        ["controller"] = (app, order) => IsServedAsync(app, $"/api/orders/{order}/refund"),
        ["controller without [ApiController]"] = (app, order) => IsServedAsync(app, $"/mvc/orders/{order}/refund"),
        ["minimal API"] = (app, order) => IsServedAsync(app, $"/orders/{order}/refund"),
        ["named policy"] = (app, order) => IsServedAsync(app, $"/named/{order}"),
        ["imperative"] = (app, order) => IsServedAsync(app, $"/imperative/{order}"),
        ["hub method"] = IsInvokedAsync,
        ["hub stream"] = IsStreamedAsync,
        ["worker"] = IsUsedAsync,
    };

    public static Task<GrantApp> StartAsync(Action<IServiceCollection>? after = null, Action<JitAccessBuilder>? jit = null) =>
        GrantApp.StartAsync(Map, AddServices, after, jit);

    public static void AddServices(IServiceCollection services)
    {
        services.AddControllers().OnlyTypes(typeof(RefundController), typeof(PlainController));
        services.AddSignalR();
        services.AddAuthorization(options =>
        {
            options.AddPolicy("named", policy => policy.RequireJitGrant("orders:refund", "orders/{orderId}"));
            options.AddPolicy("refund", policy => policy.RequireJitGrant("orders:refund"));
        });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapControllers();
        app.MapPost("/orders/{orderId:int}/refund", (int orderId, JitGrantLease grant) => $"{orderId} {grant.Policy}")
            .RequireJitGrant("orders:refund", "orders/{orderId}");
        app.MapPost("/named/{orderId:int}", (int orderId) => orderId).RequireAuthorization("named");
        app.MapPost("/imperative/{orderId:int}", RefundImperativelyAsync);
        app.MapHub<RefundHub>("/hub");
    }

    /// <summary>Asks every path, and says which let the refund happen.</summary>
    public static async Task<string[]> AllowingAsync(GrantApp app, int order)
    {
        var allowing = new List<string>();
        foreach (var (name, isAllowed) in All)
        {
            if (await isAllowed(app, order))
            {
                allowing.Add(name);
            }
        }

        return [.. allowing];
    }

    private static async Task<IResult> RefundImperativelyAsync(int orderId, ClaimsPrincipal user, IAuthorizationService authorization) =>
        (await authorization.AuthorizeAsync(user, $"orders/{orderId}", "refund")).Succeeded ? Results.Ok() : Results.Forbid();

    private static async Task<bool> IsServedAsync(GrantApp app, string path)
    {
        using var response = await app.PostAsync("amina", path);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<bool> IsInvokedAsync(GrantApp app, int order)
    {
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        return (await hub.InvokeAsync(nameof(RefundHub.Refund), order)).Error is null;
    }

    private static async Task<bool> IsStreamedAsync(GrantApp app, int order)
    {
        await using var hub = await HubClient.OpenAsync(app, "amina", "/hub");
        return (await hub.NextAsync(await hub.StreamAsync(nameof(RefundHub.Watch), order))).Item is not null;
    }

    private static async Task<bool> IsUsedAsync(GrantApp app, int order)
    {
        try
        {
            await using var lease = await app.Jit.Services.GetRequiredService<IJitAccess>()
                .UseAsync(Subject.Human(TestPeople.Issuer, "amina"), "orders:refund", $"orders/{order}");
            return true;
        }
        catch (JitRejectedException)
        {
            return false;
        }
    }
}
