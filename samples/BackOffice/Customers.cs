
namespace BackOffice;

/// <summary>Customers of the demo: every positive id exists, and may be deleted again.</summary>
internal static class Customers
{
    public static void MapCustomers(this IEndpointRouteBuilder app) =>
        app.MapDelete("/customers/{customerId:int}", (int customerId) => customerId > 0
                ? Results.Ok(new { customerId, deleted = true })
                : Results.NotFound())
            .RequireJitGrant("customers:delete", "customers/{customerId}");
}
