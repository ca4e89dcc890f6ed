using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
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

    /// <summary>Describes the body, without routing by its type: a body of another type is refused by us, in a document, like everything else.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route) =>
        route.WithMetadata(new AcceptsMetadata(["application/json"], typeof(T)), new AcceptsMetadata([], typeof(T))); // routing looks at the last one alone

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<JitProblemDocument>(status, ProblemDocument.ContentType);
        }

        return route;
    }
}
