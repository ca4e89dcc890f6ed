using System.Collections.Immutable;
using System.Globalization;

namespace JitAccess;

/// <summary>Makes scopes of what a policy names: every granted permission on every named resource, and single pairs.</summary>
internal static class PolicyScopes
{
    /// <summary>The most scopes of one policy.</summary>
    public const int Max = 200;

    /// <summary>Reads the names; the finding of each stands where it was named.</summary>
    public static ImmutableArray<Scope> Read(
        IReadOnlyList<string> grants, IReadOnlyList<string> on, IReadOnlyList<(string Permission, string? Resource)> pairs, string path, ICollection<Finding> findings)
    {
        var permissions = ReadAll(grants, path + ".grants", (name, at) => ReadPermission(name, at, findings));
        var resources = on.Count == 0 ? [Resource.Root] : ReadAll(on, path + ".on", (name, at) => ReadResource(name, at, findings));
        if (on.Count > 0 && grants.Count == 0)
        {
            findings.Add(new Finding(Reason.PolicyInvalid, "The policy names resources and grants nothing on them.")
            {
                Member = path + ".grants",
                Limit = "at least one permission where resources are named",
                Fix = "Name what is granted, or remove the resources.",
            });
        }

        if ((long)permissions.Count * resources.Count + pairs.Count > Max)
        {
            var count = ((long)permissions.Count * resources.Count + pairs.Count).ToString(CultureInfo.InvariantCulture);
            findings.Add(new Finding(Reason.PolicyInvalid, $"The policy has {count} scopes, and it can have {Max}.")
            {
                Member = path + ".grants",
                Value = count,
                Limit = $"{Max} scopes",
                Fix = "Split the policy.",
            });
            return [];
        }

        var scopes = permissions.SelectMany(permission => resources.Select(resource => (At: path + ".grants", Scope: new Scope(permission, resource)))).ToList();
        for (var index = 0; index < pairs.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.scopes[{index}]");
            var permission = ReadPermission(pairs[index].Permission, at + ".permission", findings);
            var resource = pairs[index].Resource is { } name ? ReadResource(name, at + ".resource", findings) : Resource.Root;
            if (permission is not null && resource is not null)
            {
                scopes.Add((at, new Scope(permission, resource)));
            }
        }

        return Distinct(scopes, findings);
    }

    private static ImmutableArray<Scope> Distinct(List<(string At, Scope Scope)> scopes, ICollection<Finding> findings)
    {
        var seen = new HashSet<Scope>();
        foreach (var (at, scope) in scopes)
        {
            if (!seen.Add(scope))
            {
                findings.Add(new Finding(Reason.PolicyInvalid, $"The scope {scope} is named twice.")
                {
                    Member = at,
                    Value = scope.ToString(),
                    Limit = "distinct scopes",
                    Fix = "Remove one of them.",
                });
            }
        }

        return [.. scopes.Select(scope => scope.Scope)];
    }

    private static List<T> ReadAll<T>(IReadOnlyList<string> names, string path, Func<string, string, T?> read)
        where T : class
    {
        var values = new List<T>(names.Count);
        for (var index = 0; index < names.Count; index++)
        {
            if (read(names[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static Permission? ReadPermission(string? name, string path, ICollection<Finding> findings)
    {
        if (Permission.TryParse(name, out var permission))
        {
            return permission;
        }

        findings.Add(Permission.Refuse(name ?? "") with { Member = path });
        return null;
    }

    private static Resource? ReadResource(string? path, string at, ICollection<Finding> findings)
    {
        if (Resource.TryParse(path, out var resource, out var finding))
        {
            return resource;
        }

        findings.Add(finding with { Member = at });
        return null;
    }
}
