using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Finds grant requirements among others.</summary>
internal static class GrantRequirements
{
    /// <summary>Says whether there is a grant requirement that a predicate picks. Allocates nothing for a list, which all policies have.</summary>
    public static bool AnyIn(IEnumerable<IAuthorizationRequirement> requirements, Func<JitGrantRequirement, bool> predicate)
    {
        if (requirements is not IReadOnlyList<IAuthorizationRequirement> list)
        {
            return requirements.OfType<JitGrantRequirement>().Any(predicate);
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is JitGrantRequirement requirement && predicate(requirement))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The grants that an endpoint demands: by attribute, by convention, by policy and by name of a policy in the options.</summary>
    public static IReadOnlyList<JitGrantRequirement> Of(Endpoint endpoint, AuthorizationOptions options)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
            .Select(data => string.IsNullOrEmpty(data.Policy) ? options.DefaultPolicy : options.GetPolicy(data.Policy))
            .Concat(endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
        return
        [
            .. endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
                .SelectMany(data => data.GetRequirements())
                .Concat(policies.SelectMany(policy => policy?.Requirements ?? []))
                .OfType<JitGrantRequirement>()
                .Distinct(),
        ];
    }

    /// <summary>The grants that a type demands of whatever is done with it.</summary>
    public static IReadOnlyList<JitGrantRequirement> Of(MemberInfo member) =>
        [.. member.GetCustomAttributes<RequireJitGrantAttribute>(inherit: true).Select(attribute => attribute.Requirement)];
}
