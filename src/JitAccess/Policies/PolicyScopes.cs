using System.Collections.Immutable;
using System.Globalization;

namespace JitAccess;

/// <summary>Makes scopes of what a policy names: every granted permission on every named resource, and single pairs.</summary>
internal static class PolicyScopes
{
    /// <summary>The most scopes of one policy.</summary>
    public const int Max = 200;

    /// <summary>Reads the names; the finding of each stands where it was named. <see langword="null"/> is what was not said.</summary>
    public static ImmutableArray<Scope> Read(
        IReadOnlyList<string>? grants,
        IReadOnlyList<string>? on,
        IReadOnlyList<(string Permission, string? Resource)>? pairs,
        string path,
        ICollection<Finding> findings)
    {
        CheckPresence(grants?.Count, on?.Count, pairs?.Count, path, findings);
        var permissions = ReadAll(grants ?? [], path + ".grants", (name, at) => ReadPermission(name, at, findings));
        var resources = on is null ? [Resource.Root] : ReadAll(on, path + ".on", (name, at) => ReadResource(name, at, findings));
        var count = ((long)permissions.Count * resources.Count) + (pairs?.Count ?? 0);
        if (count > Max)
        {
            var shown = count.ToString(CultureInfo.InvariantCulture);
            findings.Add(new Finding(Reason.PolicyInvalid, $"The policy has {shown} scopes, and it can have {Max}.")
            {
                Member = path + ".grants",
                Value = shown,
                Limit = $"{Max} scopes",
                Fix = "Split the policy.",
            });
            return [];
        }

        var scopes = permissions
            .SelectMany(permission => resources.Select(resource => (At: path + ".grants", Scope: new Scope(permission, resource))))
            .ToList();
        scopes.AddRange(ReadPairs(pairs ?? [], path + ".scopes", findings));
        return Distinct(scopes, findings);
    }

    private static void CheckPresence(int? grants, int? on, int? pairs, string path, ICollection<Finding> findings)
    {
        if (grants == 0 || (grants is null && (pairs is null || on is not null)))
        {
            Add(".grants", "The policy grants nothing.", "at least one permission", "Name what is granted, such as orders:refund.");
        }

        if (on == 0)
        {
            Add(".on", "The list of resources is empty.", "at least one resource", "Name a resource, or leave the list out for the root.");
        }

        if (pairs == 0)
        {
            Add(".scopes", "The list of scopes is empty.", "at least one scope", "Name a scope, or leave the list out.");
        }

        void Add(string member, string message, string limit, string fix) => findings.Add(
            new Finding(Reason.MemberMissing, message) { Member = path + member, Limit = limit, Fix = fix });
    }

    private static List<(string At, Scope Scope)> ReadPairs(
        IReadOnlyList<(string Permission, string? Resource)> pairs, string path, ICollection<Finding> findings)
    {
        var scopes = new List<(string, Scope)>(pairs.Count);
        for (var index = 0; index < pairs.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            var permission = ReadPermission(pairs[index].Permission, at + ".permission", findings);
            var resource = pairs[index].Resource is { } name ? ReadResource(name, at + ".resource", findings) : Resource.Root;
            if (permission is not null && resource is not null)
            {
                scopes.Add((at, new Scope(permission, resource)));
            }
        }

        return scopes;
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

    /// <summary>Reads a permission.</summary>
    public static Permission? ReadPermission(string? name, string path, ICollection<Finding> findings)
    {
        if (Permission.TryParse(name, out var permission))
        {
            return permission;
        }

        findings.Add(Permission.Refuse(name ?? "") with { Member = path });
        return null;
    }

    /// <summary>Reads a resource.</summary>
    public static Resource? ReadResource(string? path, string at, ICollection<Finding> findings)
    {
        if (Resource.TryParse(path, out var resource, out var finding))
        {
            return resource;
        }

        findings.Add(finding with { Member = at });
        return null;
    }
}
