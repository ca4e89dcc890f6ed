using JitAccess;

namespace BackOffice;

/// <summary>The nightly work of the demo.</summary>
internal static class Maintenance
{
    public static void MapMaintenance(this IEndpointRouteBuilder app) =>
        app.MapPost("/orders/maintenance", (JitGrantLease grant) => new { done = true, until = grant.Ends.ToDateTimeOffset() })
            .RequireJitGrant("orders:maintain", "orders");
}
