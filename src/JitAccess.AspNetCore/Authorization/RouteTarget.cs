using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Fills a resource template from the values of a route.</summary>
internal static class RouteTarget
{
    /// <summary>Fills the template. A value that is not spelt canonically for its declared type is refused, never folded.</summary>
    public static bool TryBind(ResourceTemplate template, HttpContext request, out string path, [NotNullWhen(false)] out Finding? finding)
    {
        var forms = RouteForms.Of(request.GetEndpoint());
        Finding? misspelt = null;
        var bound = template.TryBind(
            name =>
            {
                var raw = request.Request.RouteValues[name];
                var text = raw as string ?? CanonicalText.Of(raw);
                misspelt ??= text is null ? null : forms.Refuse(name, text);
                return text;
            },
            out path,
            out finding);
        if (bound && misspelt is not null)
        {
            (bound, finding) = (false, misspelt);
        }

        if (bound && !template.Placeholders.IsEmpty)
        {
            BoundRouteValues.Note(request, template);
        }

        return bound;
    }
}
