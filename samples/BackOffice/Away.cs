using JitAccess;
using NodaTime;

namespace BackOffice;

/// <summary>Who is away says who decides meanwhile. JitAccess maps no route for it: where people look for it is the application's decision.</summary>
internal static class Away
{
    private const int MostHours = 24 * 366;

    public static void MapAway(this IEndpointRouteBuilder app)
    {
        var away = app.MapGroup("/away").RequireAuthorization().WithJitProblems();
        away.MapGet("", async (HttpContext context, IJitDelegations delegations, CancellationToken cancellationToken) =>
            new { items = (await delegations.ListAsync(context.GetJitCaller(), cancellationToken)).Select(Show) });
        away.MapPost("", async (AwayBody body, HttpContext context, IJitDelegations delegations, TimeProvider time, CancellationToken cancellationToken) =>
        {
            var me = context.GetJitCaller();
            var until = Instant.FromDateTimeOffset(time.GetUtcNow()) + Duration.FromHours(Math.Clamp(body.Hours, 0, MostHours)); // what is too long JitAccess refuses, with the limit
            var made = await delegations.DelegateAsync(
                me, new JitDelegationAsk(Subject.Human(me.Subject.Issuer, body.To ?? "", me.Subject.Tenant), until) { Justification = body.Reason }, cancellationToken);
            return Results.Created($"/away/{made.Id}", Show(made));
        });
        away.MapDelete("/{id}", async (string id, HttpContext context, IJitDelegations delegations, CancellationToken cancellationToken) =>
            Show(await delegations.EndAsync(context.GetJitCaller(), id, cancellationToken)));
    }

    private static object Show(JitDelegation made) => new { id = made.Id, by = made.By.Id, to = made.To.Id, until = made.Until.ToString() };

    private sealed record AwayBody(string? To, int Hours, string? Reason);
}
