using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>
/// What can be said about Razor components. Only the endpoint of a page demands a grant: the router of an interactive application, and
/// <c>AuthorizeRouteView</c> and <c>AuthorizeView</c> in it, take a policy from the attribute and leave its requirement out.
/// </summary>
internal static class ComponentRules
{
    private const string Fix = "Protect the endpoint, hub method or service that it calls";

    /// <summary>Whether a type is a component.</summary>
    public static bool IsComponent(Type type) => typeof(IComponent).IsAssignableFrom(type);

    /// <summary>The components that are mapped as pages.</summary>
    public static IEnumerable<Type> PagesOf(IEnumerable<Endpoint> endpoints) =>
        endpoints.Select(PageOf).OfType<Type>();

    /// <summary>Refuses a page that could be rendered without its endpoint.</summary>
    public static string? Refuse(Endpoint endpoint) => PageOf(endpoint) switch
    {
        null => null,
        var page when page.IsDefined(typeof(RenderModeAttribute), inherit: true) =>
            $"its component is rendered interactively, where nothing asks for the grant and nothing ends with it. {Fix}, or render the page statically.",
        var page when HasInteractiveModes(endpoint) && !page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute), inherit: true) =>
            "the application has interactive render modes, whose router shows pages without asking for a grant. "
            + $"{Fix}, or keep the page out of that router with [ExcludeFromInteractiveRouting].",
        _ => null,
    };

    private static Type? PageOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;

    // The framework's own type for it is internal; a test holds its name.
    private static bool HasInteractiveModes(Endpoint endpoint) => endpoint.Metadata.Any(item =>
        item.GetType() is { Name: "ConfiguredRenderModesMetadata" } type
        && type.GetProperty("ConfiguredRenderModes", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)?.GetValue(item)
            is not ICollection { Count: 0 });
}
