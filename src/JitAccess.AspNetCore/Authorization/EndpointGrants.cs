using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>
/// Finds the grants that endpoints demand, where the authorization middleware finds them: by attribute, by convention, by policy, by the name of
/// a policy, which any <see cref="IAuthorizationPolicyProvider"/> may know.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EndpointGrants(IAuthorizationPolicyProvider policies)
{
    /// <summary>The grants that an endpoint demands. A name that no policy has demands nothing here: the middleware throws for it.</summary>
    public async ValueTask<IReadOnlyList<JitGrantRequirement>> OfAsync(Endpoint endpoint)
    {
        var data = new List<IAuthorizeData>();
        foreach (var item in endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>())
        {
            if (string.IsNullOrEmpty(item.Policy) || await policies.GetPolicyAsync(item.Policy) is not null)
            {
                data.Add(item);
            }
        }

        var own = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        var policy = data.Count + own.Count == 0 ? null : await AuthorizationPolicy.CombineAsync(policies, data, own);
        return
        [
            .. endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
                .SelectMany(item => item.GetRequirements())
                .Concat(policy?.Requirements ?? [])
                .OfType<JitGrantRequirement>()
                .Distinct(),
        ];
    }

    /// <summary>
    /// The grants that the fallback policy would demand of an endpoint that says nothing itself. Nothing makes up for a middleware that is left out,
    /// or that a short circuit steps around, as it does where an endpoint carries its demand with it.
    /// </summary>
    public async ValueTask<IReadOnlyList<JitGrantRequirement>> LeftToFallbackAsync(Endpoint endpoint)
    {
        var speaks = endpoint.Metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy or IAllowAnonymous);
        return speaks || await policies.GetFallbackPolicyAsync() is not { } fallback ? [] : [.. fallback.Requirements.OfType<JitGrantRequirement>()];
    }
}
