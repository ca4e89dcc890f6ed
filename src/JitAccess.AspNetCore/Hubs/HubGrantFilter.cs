using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>
/// Enforces grant requirements on hub methods, which SignalR ignores, and on the connections of hubs: one use per invocation, one per connection.
/// Streams and connections end with their grant.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HubGrantFilter(HubConnections connections, CutOffs cutOffs) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        connections.Demand(invocationContext.Context);
        JitOperation.Begin(invocationContext.ServiceProvider); // also for what the method checks by itself
        var plan = HubMethodPlan.Of(invocationContext.HubMethod);
        if (!plan.Requirements.IsEmpty)
        {
            await AdmitAsync(invocationContext, plan);
        }

        var result = await next(GrantedStream.GuardArguments(invocationContext, cutOffs));
        return GrantedStream.Guard(result, invocationContext.ServiceProvider, cutOffs);
    }

    /// <inheritdoc/>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        await connections.AdmitAsync(context);
        try
        {
            await next(context);
        }
        catch
        {
            HubConnections.Forget(context.Context); // SignalR does not tell of the end of what never opened
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        HubConnections.Forget(context.Context);
        await next(context, exception);
    }

    private static async Task AdmitAsync(HubInvocationContext invocation, HubMethodPlan plan)
    {
        var authorization = invocation.ServiceProvider.GetRequiredService<IAuthorizationService>();
        var result = await authorization.AuthorizeAsync(invocation.Context.User ?? new ClaimsPrincipal(), invocation, plan.Requirements);
        if (!result.Succeeded)
        {
            throw result.Failure.FailureReasons.OfType<JitGrantFailureReason>().FirstOrDefault() is { } reason
                ? HubRefusal.Of(reason.Refusal)
                : new HubException($"{Reason.GrantRequired}: the invocation was refused.");
        }
    }
}
