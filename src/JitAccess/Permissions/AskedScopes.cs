using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Which of some scopes are meant by permissions and a resource that were named, or not named.</summary>
internal static class AskedScopes
{
    /// <summary>
    /// Chooses from a policy: what is not named is taken whole. Every named permission must be granted, and a named resource must be covered.
    /// </summary>
    public static ImmutableArray<Scope> Choose(
        JitPolicy policy, ImmutableArray<Permission>? permissions, Resource? resource, List<Finding> findings) =>
        Choose(policy.Scopes, permissions, resource, $"the policy \"{policy.Name}\"", "", Reason.PermissionNotCovered, Reason.ResourceNotCovered, findings);

    /// <summary>Chooses from what is asked for already: an approver may narrow, never widen.</summary>
    public static ImmutableArray<Scope> Narrow(
        ImmutableArray<Scope> scopes, ImmutableArray<Permission>? permissions, Resource? resource, List<Finding> findings) =>
        Choose(scopes, permissions, resource, "the request", "narrowTo.", Reason.NarrowingWidens, Reason.NarrowingWidens, findings);

    private static ImmutableArray<Scope> Choose(
        ImmutableArray<Scope> offered,
        ImmutableArray<Permission>? permissions,
        Resource? resource,
        string by,
        string path,
        Reason permissionReason,
        Reason resourceReason,
        List<Finding> findings)
    {
        var chosen = ImmutableArray.CreateBuilder<Scope>();
        foreach (var permission in permissions ?? [.. offered.Select(scope => scope.Permission).Distinct()])
        {
            var ofPermission = offered.Where(scope => scope.Permission.Equals(permission)).ToList();
            if (ofPermission.Count == 0)
            {
                findings.Add(NotCovered(permissionReason, path + "permissions", permission.Name, "permission", by, offered.Select(scope => scope.Permission.Name)));
            }
            else if (resource is null)
            {
                chosen.AddRange(ofPermission);
            }
            else if (ofPermission.Any(scope => scope.Resource.Covers(resource)))
            {
                chosen.Add(new Scope(permission, resource));
            }
            else if (permissions is not null)
            {
                findings.Add(NotCovered(resourceReason, path + "resource", resource.Path, "resource", by, ofPermission.Select(scope => scope.Resource.Path)));
            }
        }

        // A permission that was not named is taken where the resource allows it; nothing at all is a finding.
        if (chosen.Count == 0 && findings.Count == 0)
        {
            findings.Add(NotCovered(resourceReason, path + "resource", resource?.Path ?? "", "resource", by, offered.Select(scope => scope.Resource.Path)));
        }

        return [.. chosen.Distinct()];
    }

    private static Finding NotCovered(Reason reason, string member, string value, string what, string by, IEnumerable<string> offered)
    {
        var limit = string.Join(", ", offered.Distinct(StringComparer.Ordinal).Select(item => item.Length == 0 ? "(no resource)" : item).Take(20));
        var shown = SafeText.Show(value);
        return new Finding(reason, $"{what} \"{shown}\" is not covered by {by}, which covers {limit}")
        {
            Member = member,
            Value = shown,
            Limit = limit,
            Fix = $"Name a {what} that {by} covers.",
        };
    }
}
