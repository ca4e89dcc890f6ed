using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Hands services to grant requirements, and leaves every other context to the factory that it wraps.</summary>
internal sealed class JitHandlerContextFactory(IAuthorizationHandlerContextFactory inner, IServiceProvider services) : IAuthorizationHandlerContextFactory
{
    /// <inheritdoc/>
    public AuthorizationHandlerContext CreateContext(IEnumerable<IAuthorizationRequirement> requirements, ClaimsPrincipal user, object? resource)
    {
        if (resource is HubInvocationContext invocation && HubAdmission.For(invocation, requirements) is { } admission)
        {
            return new JitHandlerContext([.. requirements, admission], user, resource, services);
        }

        return GrantRequirements.AnyIn(requirements, static _ => true)
            ? new JitHandlerContext(requirements, user, resource, services)
            : inner.CreateContext(requirements, user, resource);
    }
}
