using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>What the descriptions of several routes have in common.</summary>
internal static class ApiRoutes
{
    /// <summary>Names a route for links and OpenAPI.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string summary) => route.WithName(name).WithSummary(summary);

    /// <summary>Describes the answer and the refusals of a question.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, params ReadOnlySpan<int> refusals) =>
        route.Produces<T>(StatusCodes.Status200OK, "application/json").Refuses([400, 401, 403, .. refusals, 503]);

    /// <summary>Describes the answer and the refusals of a command.</summary>
    public static RouteHandlerBuilder Does<T>(this RouteHandlerBuilder route, params ReadOnlySpan<int> refusals) =>
        route.Produces<T>(StatusCodes.Status201Created, "application/json").Refuses([400, 401, 403, .. refusals, 409, 413, 415, 422, 429, 503]);

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<JitProblemDocument>(status, ProblemDocument.ContentType);
        }

        return route;
    }
}
