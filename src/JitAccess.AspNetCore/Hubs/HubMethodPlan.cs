using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace JitAccess;

/// <summary>What a hub method demands, worked out once.</summary>
/// <param name="Requirements">The grants that it needs.</param>
/// <param name="TakesLease">Whether it has a parameter for the lease.</param>
internal sealed record HubMethodPlan(ImmutableArray<JitGrantRequirement> Requirements, bool TakesLease)
{
    private static readonly ConcurrentDictionary<MethodInfo, HubMethodPlan> Known = new();

    /// <summary>Reads the plan of a method.</summary>
    public static HubMethodPlan Of(MethodInfo method) => Known.GetOrAdd(method, static found => new HubMethodPlan(
        [.. GrantRequirements.Of(found)],
        found.GetParameters().Any(parameter => parameter.ParameterType == typeof(JitGrantLease))));
}
