using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The route values that name the resource of a grant, so that nothing else binds under the same names.</summary>
internal sealed class BoundRouteValues
{
    private BoundRouteValues(ImmutableArray<string> names) => Names = names;

    /// <summary>The names of the values.</summary>
    public ImmutableArray<string> Names { get; private set; }

    /// <summary>Notes that a template was filled from the route of a request.</summary>
    public static void Note(HttpContext request, ResourceTemplate template)
    {
        if (request.Features.Get<BoundRouteValues>() is not { } bound)
        {
            request.Features.Set(new BoundRouteValues(template.Placeholders));
        }
        else if (bound.Names != template.Placeholders)
        {
            bound.Names = [.. bound.Names.Union(template.Placeholders, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Whether a value of the route names a resource.</summary>
    public bool Contains(string name)
    {
        foreach (var bound in Names)
        {
            if (string.Equals(bound, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
