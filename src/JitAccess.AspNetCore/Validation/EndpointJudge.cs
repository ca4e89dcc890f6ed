using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Finds what is wrong with how an endpoint is protected.</summary>
/// <remarks>Thread-safe; each endpoint is judged once.</remarks>
internal sealed class EndpointJudge(EndpointGrants grants, BroughtPolicies brought)
{
    private readonly ConditionalWeakTable<Endpoint, Verdict> _verdicts = [];
    private readonly Lazy<ImmutableHashSet<string>> _covered = new(() => [.. brought.Load()
        .SelectMany(loaded => loaded.Set.Policies)
        .SelectMany(policy => policy.Scopes)
        .Select(scope => scope.Permission.Name)]);

    /// <summary>Every finding on an endpoint; none for one that demands no grant.</summary>
    public ImmutableArray<string> Judge(Endpoint endpoint) => _verdicts.GetValue(endpoint, found => new Verdict([.. FindingsOn(found)])).Findings;

    /// <summary>The grants that an endpoint demands.</summary>
    public IReadOnlyList<JitGrantRequirement> DemandedBy(Endpoint endpoint) => Wait(grants.OfAsync(endpoint));

    [SuppressMessage("Usage", "VSTHRD002", Justification = "Routing is synchronous; a provider that asks elsewhere holds up a start, or a first hit.")]
    private static T Wait<T>(ValueTask<T> found) => found.AsTask().GetAwaiter().GetResult();

    private IEnumerable<string> FindingsOn(Endpoint endpoint)
    {
        var requirements = DemandedBy(endpoint);
        var where = $"Endpoint \"{endpoint.DisplayName}\"";
        foreach (var requirement in Wait(grants.LeftToFallbackAsync(endpoint)))
        {
            yield return $"{where} leaves the grant that it needs ({requirement.Permission}) to the fallback policy, which nothing enforces where "
                + "UseAuthorization is missing or the endpoint is short-circuited. Put RequireJitGrant on the endpoint or its group, or allow anonymous access.";
        }

        if (requirements.Count > 0 && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            yield return $"{where} demands a grant ({requirements[0].Permission}) and allows anonymous access, which cancels it. Remove [AllowAnonymous].";
        }

        if (requirements.Count > 0 && ComponentRules.Refuse(endpoint) is { } interactive)
        {
            yield return $"{where} demands a grant ({requirements[0].Permission}), and {interactive}";
        }

        foreach (var finding in requirements.SelectMany(requirement => FindingsOn(requirement, where, name => RefusePlaceholder(endpoint, name))))
        {
            yield return finding;
        }

        if (endpoint.Metadata.GetMetadata<HubMetadata>() is { } hub)
        {
            foreach (var finding in HubRules.MethodsOf(hub.HubType).SelectMany(method =>
                GrantRequirements.Of(method).SelectMany(requirement =>
                    FindingsOn(requirement, HubRules.NameOf(method), name => HubRules.RefusePlaceholder(method, name)))))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<string> FindingsOn(JitGrantRequirement requirement, string where, Func<string, string?> refusePlaceholder)
    {
        if (requirement.Problem is { } problem)
        {
            yield return $"{where}: {problem.Message}";
            yield break;
        }

        foreach (var refusal in requirement.Template?.Placeholders.Select(refusePlaceholder).OfType<string>() ?? [])
        {
            yield return $"{where}, resource \"{requirement.Resource}\": {refusal}";
        }

        if (!_covered.Value.IsEmpty && !_covered.Value.Contains(requirement.Permission))
        {
            yield return $"{where}: no policy that this host brings covers the permission {requirement.Permission}. Add a policy for it, or mend the name.";
        }
    }

    private static string? RefusePlaceholder(Endpoint endpoint, string name)
    {
        if (endpoint is not RouteEndpoint route || route.RoutePattern.GetParameter(name) is null)
        {
            return $"the route \"{(endpoint as RouteEndpoint)?.RoutePattern.RawText}\" has no value {{{name}}}. Name a value of the route.";
        }

        return RouteForms.Of(endpoint)[name].RefuseAsName($"{{{name}}}") is { } refusal
            ? $"{refusal} Or give the value a constraint with one spelling, such as {{{name}:int}} or {{{name}:guid}}."
            : null;
    }

    private sealed record Verdict(ImmutableArray<string> Findings);
}
