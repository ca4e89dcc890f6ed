using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Hands services to grant requirements, and leaves every other context to the factory that it wraps.</summary>
internal sealed class JitHandlerContextFactory(IAuthorizationHandlerContextFactory inner, IServiceProvider services) : IAuthorizationHandlerContextFactory
{
    private static readonly Func<JitGrantRequirement, bool> Any = static _ => true;
    private static readonly Func<JitGrantRequirement, bool> LeavesToOthers = static requirement => requirement.AllowOtherHandlers;

    private readonly bool _isFrameworks = inner.GetType() == typeof(DefaultAuthorizationHandlerContextFactory);

    /// <inheritdoc/>
    public AuthorizationHandlerContext CreateContext(IEnumerable<IAuthorizationRequirement> requirements, ClaimsPrincipal user, object? resource)
    {
        if (resource is HubInvocationContext invocation && HubAdmission.For(invocation, requirements) is { } admission)
        {
            return new JitHandlerContext([.. requirements, admission], user, resource, services);
        }

        // A request brings its services with it, in a context that is the framework's own.
        var isEnough = _isFrameworks && resource is HttpContext request && ReferenceEquals(request.RequestServices, services);
        return GrantRequirements.AnyIn(requirements, isEnough ? LeavesToOthers : Any)
            ? new JitHandlerContext(requirements, user, resource, services)
            : inner.CreateContext(requirements, user, resource);
    }
}
