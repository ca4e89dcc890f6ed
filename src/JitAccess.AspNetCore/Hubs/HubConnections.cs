using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Admits the connections of hubs that demand a grant, and ends them with it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HubConnections(GrantHandler handler, GrantGate gate, GrantReport report, CutOffs cutOffs, EndpointGrants grants)
{
    private static readonly object Key = new();

    /// <summary>Takes the use of a connection that opens, and cuts it off when the grant ends.</summary>
    /// <exception cref="HubException">No grant covers the connection.</exception>
    public async Task AdmitAsync(HubLifetimeContext context)
    {
        var http = context.Context.GetHttpContext();
        var requirements = http?.GetEndpoint() is { } endpoint
            ? await grants.OfAsync(endpoint)
            : GrantRequirements.Of(context.Hub.GetType());
        if (requirements.Count == 0)
        {
            return;
        }

        JitOperation.Begin(context.ServiceProvider);
        object? resource = http is null ? null : new HubConnecting(http);
        foreach (var requirement in requirements)
        {
            var user = context.Context.User ?? new ClaimsPrincipal();
            var (refusal, _) = await handler.DecideAsync(requirement, user, resource, context.ServiceProvider);

            // What another handler admitted without a grant, when the request that opened the connection was authorized, was journalled then.
            if (refusal is not null && !BypassedRequirements.Has(http, requirement))
            {
                report.Refused(refusal);
                throw HubRefusal.Of(refusal);
            }
        }

        Keep(context);
    }

    /// <summary>Refuses an invocation on a connection whose grant has ended.</summary>
    /// <exception cref="HubException">It has ended, or this node cannot prove that it has not.</exception>
    public void Demand(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(Key, out var kept) && !((Held)kept!).Leases.All(gate.StillCarries))
        {
            throw HubRefusal.Ended();
        }
    }

    /// <summary>Lets go of a connection that has closed.</summary>
    public static void Forget(HubCallerContext connection)
    {
        if (connection.Items.Remove(Key, out var kept))
        {
            ((Held)kept!).Dispose();
        }
    }

    // The scope in which a connection opens is closed right away: what watches over the connection must outlast it.
    private void Keep(HubLifetimeContext context)
    {
        var connection = context.Context;
        var held = new Held([.. JitOperation.Of(context.ServiceProvider).Leases.Select(lease => lease.Fork())]);
        connection.Items[Key] = held;
        foreach (var lease in held.Leases)
        {
            lease.Ended.UnsafeRegister(
                static state =>
                {
                    var (connection, cutOffs) = ((HubCallerContext, CutOffs))state!;
                    connection.Abort();
                    cutOffs.Happened(CutOffs.HubConnection);
                },
                (connection, cutOffs));
        }
    }

    private sealed record Held(IReadOnlyList<JitGrantLease> Leases) : IDisposable
    {
        public void Dispose()
        {
            foreach (var lease in Leases)
            {
                lease.Dispose();
            }
        }
    }
}
