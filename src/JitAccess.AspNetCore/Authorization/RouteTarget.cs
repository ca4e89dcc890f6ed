using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>Fills a resource template from the values of a route.</summary>
internal static class RouteTarget
{
    /// <summary>Fills the template. A value that is not spelt canonically for its declared type is refused, never folded.</summary>
    public static bool TryBind(ResourceTemplate template, HttpContext request, out string path, [NotNullWhen(false)] out Finding? finding)
    {
        finding = null;
        if (template.TryRead(out path))
        {
            return true;
        }

        var values = new RouteValuesOf(request);
        if (template.TryBind(ref values, out path, out finding) && (finding = values.Misspelt) is null)
        {
            BoundRouteValues.Note(request, template);
            return true;
        }

        path = "";
        return false;
    }

    private struct RouteValuesOf(HttpContext request) : ITemplateValues
    {
        private readonly RouteForms _forms = RouteForms.Of(request.GetEndpoint());
        private readonly RouteValueDictionary _values = request.Request.RouteValues;

        public Finding? Misspelt { get; private set; }

        public string? ValueOf(string name)
        {
            var raw = _values[name];
            var text = raw as string ?? CanonicalText.Of(raw);
            Misspelt ??= text is null ? null : _forms.Refuse(name, text);
            return text;
        }
    }
}
