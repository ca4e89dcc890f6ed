using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>
/// Finds the grants that endpoints demand, where the authorization middleware finds them: by attribute, by convention, by policy, by the name of
/// a policy, which any <see cref="IAuthorizationPolicyProvider"/> may know, and by the fallback policy.
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

        // Anonymous access is how an endpoint opts out of the fallback policy, and only of that.
        var isOptedOut = data.Count == 0 && own.Count == 0 && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var policy = isOptedOut ? null : await AuthorizationPolicy.CombineAsync(policies, data, own);
        return
        [
            .. endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
                .SelectMany(item => item.GetRequirements())
                .Concat(policy?.Requirements ?? [])
                .OfType<JitGrantRequirement>()
                .Distinct(),
        ];
    }
}
