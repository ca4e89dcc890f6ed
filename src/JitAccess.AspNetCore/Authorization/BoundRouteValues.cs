using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The route values that name the resource of a grant, so that nothing else binds under the same names.</summary>
internal sealed class BoundRouteValues
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the values.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <summary>Notes that a template was filled from the route of a request.</summary>
    public static void Note(HttpContext request, ResourceTemplate template)
    {
        if (request.Features.Get<BoundRouteValues>() is not { } bound)
        {
            request.Features.Set(bound = new BoundRouteValues());
        }

        bound._names.UnionWith(template.Placeholders);
    }
}
