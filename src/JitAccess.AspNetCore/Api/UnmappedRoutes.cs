using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Answers what reaches no route under the prefix: a path that there is not, or a method that its path does not take.</summary>
internal static class UnmappedRoutes
{
    /// <summary>
    /// Maps it after every route that the application has under the same prefix, and before its fallbacks. An API at the root of the application,
    /// or under a prefix that begins with a parameter, goes without it: there, everything unknown is the application's.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes, string prefix)
    {
        if (RoutePatternFactory.Parse(prefix).PathSegments is [{ IsSimple: true } first, ..] && first.Parts[0].IsLiteral)
        {
            routes.Map("/{**path}", Refuse).WithOrder(int.MaxValue - 1).ExcludeFromDescription();
        }
    }

    private static IResult Refuse(HttpContext context)
    {
        var (method, path) = (SafeText.Show(context.Request.Method), SafeText.Show(context.Request.Path.Value ?? ""));
        var allowed = MethodsOf(context);
        if (allowed.IsEmpty)
        {
            throw new JitRejectedException(Explanation.Of(new Finding(Reason.RouteUnknown, $"There is no route {path} here.")
            {
                Value = path,
                Fix = "Look the route up in the reference of the HTTP API.",
            }));
        }

        var known = string.Join(", ", allowed);
        context.Response.Headers.Allow = known;
        throw new JitRejectedException(Explanation.Of(new Finding(Reason.MethodNotAllowed, $"{path} does not take {method}. It takes {known}.")
        {
            Value = method,
            Limit = known,
            Fix = $"Use {known}.",
        }));
    }

    private static ImmutableSortedSet<string> MethodsOf(HttpContext context) =>
    [
        .. context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiEndpoint>() is not null && Matches(endpoint, context.Request.Path))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
    ];

    private static bool Matches(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);
}
