using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Answers a request that a grant requirement has refused with a document; everything else is left to the handler that it wraps.</summary>
internal sealed class GrantResultHandler(IAuthorizationMiddlewareResultHandler inner, GrantRefusalResponse response) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return inner.HandleAsync(next, context, policy, authorizeResult);
        }

        var isOurs = GrantRequirements.AnyIn(policy.Requirements, static _ => true) && context.GetEndpoint()?.Metadata.GetMetadata<JitPageAttribute>() is null;
        var isApi = context.GetEndpoint()?.Metadata.GetMetadata<ApiEndpoint>() is not null;
        if ((isOurs || isApi) && authorizeResult.Challenged)
        {
            return GrantRefusalResponse.ChallengeAsync(context, policy.AuthenticationSchemes);
        }

        var refusal = isOurs ? authorizeResult.AuthorizationFailure?.FailureReasons.OfType<JitGrantFailureReason>().FirstOrDefault()?.Refusal : null;
        return refusal is not null
            ? response.WriteAsync(context, refusal, policy.AuthenticationSchemes)
            : inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
