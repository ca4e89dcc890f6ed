using JitAccess;

namespace BackOffice;

/// <summary>What an operator does to JitAccess itself, by right and under a grant. JitAccess maps no route for it: who reaches it is the application's decision.</summary>
internal static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder app) =>
        app.MapPost("/operations/adopt-store", (AdoptBody body, HttpContext context, IJitOperations operations, CancellationToken cancellationToken) =>
            Refusals.RunAsync(async () => Results.Ok(new { ended = await operations.AdoptStoreAsync(context.GetJitCaller(), body.Reason, cancellationToken) })))
            .RequireAuthorization();

    private sealed record AdoptBody(string Reason);
}
