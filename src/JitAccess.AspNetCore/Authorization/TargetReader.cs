using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Finds out on which concrete resource a requirement is to be met.</summary>
internal static class TargetReader
{
    /// <summary>Reads the resource.</summary>
    /// <param name="requirement">The requirement, whose template is canonical.</param>
    /// <param name="resource">What authorization was called with.</param>
    /// <param name="http">The current request, if there is one.</param>
    /// <param name="path">The concrete, canonical resource; empty for the root.</param>
    /// <param name="finding">What is wrong when none can be made out.</param>
    public static bool TryRead(
        JitGrantRequirement requirement, object? resource, HttpContext? http, out string path, [NotNullWhen(false)] out Finding? finding)
    {
        path = "";
        finding = null;
        switch (resource)
        {
            case Resource concrete:
                return TryTake(requirement, concrete.Path, concrete.IsRoot, out path, out finding);
            case IJitResource named:
                return TryTake(requirement, named.JitResource.Path, named.JitResource.IsRoot, out path, out finding);
            case string text:
                return TryTake(requirement, text, isRoot: false, out path, out finding);
        }

        if (requirement.Template is not { } template)
        {
            finding = resource is null or HttpContext or HubInvocationContext or HubConnecting or Endpoint ? null : Unknown(resource);
            return finding is null;
        }

        return resource switch
        {
            HubInvocationContext invocation => TryBind(template, invocation, out path, out finding),
            HttpContext request => RouteTarget.TryBind(template, request, out path, out finding),
            HubConnecting connecting => RouteTarget.TryBind(template, connecting.Request, out path, out finding),
            null or Endpoint when http is not null => RouteTarget.TryBind(template, http, out path, out finding),
            _ => template.TryBind(static _ => null, out path, out finding),
        };
    }

    private static bool TryBind(ResourceTemplate template, HubInvocationContext invocation, out string path, [NotNullWhen(false)] out Finding? finding) =>
        template.TryBind(name => HubArguments.ValueOf(invocation, name), out path, out finding);

    // The caller of AuthorizeAsync names the resource; what the requirement says about its form still holds.
    private static bool TryTake(
        JitGrantRequirement requirement, string text, bool isRoot, out string path, [NotNullWhen(false)] out Finding? finding)
    {
        path = text;
        finding = isRoot ? null : ResourceText.Refuse(text);
        if (finding is null && text.EndsWith('*'))
        {
            finding = ResourceText.Say("resource", text, "it is a pattern", "a concrete resource", "Name the one resource on which something is done.");
        }

        if (finding is null && requirement.Template is { } template && !Fits(template.Text, text))
        {
            finding = ResourceText.Say(
                "resource", text, $"the requirement is about {template.Text}", $"a resource of the form {template.Text}", "Name a resource of that form.");
        }

        return finding is null;
    }

    private static bool Fits(string template, string path)
    {
        var (wanted, given) = (template.Split('/'), path.Split('/'));
        return wanted.Length == given.Length
            && wanted.Zip(given).All(pair => pair.First is ['{', .., '}'] || string.Equals(pair.First, pair.Second, StringComparison.Ordinal));
    }

    private static Finding Unknown(object resource)
    {
        const string Limit = "a JitAccess.Resource, a string, or an IJitResource";
        return new Finding(Reason.ResourceNotCanonical, $"Authorization was called with a {resource.GetType().Name}, which names no resource; it needs {Limit}.")
        {
            Value = resource.GetType().Name,
            Limit = Limit,
            Fix = "Pass the resource, or let the type implement IJitResource.",
        };
    }
}
