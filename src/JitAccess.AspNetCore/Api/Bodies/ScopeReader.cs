using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Reads permissions and resources out of a body: canonical, or refused with their own reason.</summary>
internal static class ScopeReader
{
    public static Resource? OptionalResource(StrictObject body, ICollection<Finding> findings, bool mayBeWildcard = true)
    {
        if (body.OptionalValue("resource") is not { } item || ReadText(item, "a text", findings) is not { } text)
        {
            return null;
        }

        if (!Resource.TryParse(text, out var resource, out var finding))
        {
            findings.Add(finding with { Member = item.Path });
            return null;
        }

        if (resource.IsWildcard && !mayBeWildcard)
        {
            findings.Add(new Finding(Reason.ResourceNotCanonical, $"The resource \"{SafeText.Show(text)}\" ends in a wildcard; a check is about one resource.")
            {
                Member = item.Path,
                Value = SafeText.Show(text),
                Limit = "a resource without *",
                Fix = "Name one resource.",
            });
            return null;
        }

        return resource;
    }

    public static ImmutableArray<Permission>? OptionalPermissions(StrictObject body, ICollection<Finding> findings) =>
        body.OptionalArray("permissions", AskText.MaxPermissions) is { } items
            ? [.. items.Select(item => ReadPermission(item, findings)).OfType<Permission>()]
            : null;

    public static Permission? ReadPermission(StrictItem item, ICollection<Finding> findings)
    {
        if (ReadText(item, "a permission such as orders:refund", findings) is not { } text)
        {
            return null;
        }

        if (!Permission.TryParse(text, out var permission))
        {
            findings.Add(Permission.Refuse(text) with { Member = item.Path });
        }

        return permission;
    }

    // Neither bounded nor searched for what deceives: the canonical forms do that, and say so under their own reasons.
    private static string? ReadText(StrictItem item, string expected, ICollection<Finding> findings)
    {
        if (item.Element.ValueKind != JsonValueKind.String)
        {
            findings.Add(StrictJson.WrongType(item.Element, item.Path, expected));
            return null;
        }

        if (StrictJson.TryText(item.Element, out var text))
        {
            return text;
        }

        findings.Add(StrictJson.Unpaired(item.Path));
        return null;
    }
}
