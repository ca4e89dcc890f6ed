using JitAccess;

namespace BackOffice;

/// <summary>What an operator does to JitAccess itself, by right and under a grant. JitAccess maps no route for it: who reaches it is the application's decision.</summary>
internal static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder app) =>
        app.MapPost("/operations/adopt-store", async (AdoptBody body, HttpContext context, IJitOperations operations, CancellationToken cancellationToken) =>
        {
            try
            {
                return Results.Ok(new { ended = await operations.AdoptStoreAsync(context.GetJitCaller(), body.Reason, cancellationToken) });
            }
            catch (JitRejectedException refused)
            {
                var status = refused.Reason.Kind == ReasonKind.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden;
                return Results.Problem(refused.Message, statusCode: status, extensions: [new("reason", refused.Reason.Code)]);
            }
        }).RequireAuthorization();

    private sealed record AdoptBody(string Reason);
}
