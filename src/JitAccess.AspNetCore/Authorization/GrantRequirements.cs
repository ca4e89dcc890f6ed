using System.Reflection;
using Microsoft.AspNetCore.Authorization;

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

    /// <summary>The grants that a type demands of whatever is done with it.</summary>
    public static IReadOnlyList<JitGrantRequirement> Of(MemberInfo member) =>
        [.. member.GetCustomAttributes<RequireJitGrantAttribute>(inherit: true).Select(attribute => attribute.Requirement)];
}
