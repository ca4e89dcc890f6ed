using JitAccess;

namespace BackOffice;

/// <summary>The payroll of the demo.</summary>
internal static class Payroll
{
    public static void MapPayroll(this IEndpointRouteBuilder app) =>
        app.MapGet("/payroll", (JitGrantLease grant) => new
            {
                until = grant.Ends.ToDateTimeOffset(),
                salaries = new[] { new { employee = "E-100", monthly = 4200 }, new { employee = "E-101", monthly = 5100 } },
            })
            .RequireJitGrant("payroll:read");
}
