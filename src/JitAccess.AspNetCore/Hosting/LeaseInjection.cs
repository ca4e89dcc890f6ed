using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Injects the lease under which the current operation was admitted. It is a service, so no host path ever binds it from input.</summary>
internal static class LeaseInjection
{
    /// <summary>Gives the lease that ends first; without one there is nothing to inject, and the operation fails.</summary>
    public static JitGrantLease LeaseOf(IServiceProvider services)
    {
        var operation = services.GetRequiredService<JitOperation>();
        services.GetRequiredService<OperationLeases>(); // made before whoever gets the lease, and so disposed after it
        return operation.Lease ?? throw Missing(operation);
    }

    private static Exception Missing(JitOperation operation) => operation.Refusal is { } refusal
        ? HubRefusal.Of(refusal)
        : new InvalidOperationException(
            $"There is no {nameof(JitGrantLease)} here: this operation was not admitted under a grant. Protect it with [RequireJitGrant], "
            + "and do not inject the lease where another handler may admit without one.");
}
