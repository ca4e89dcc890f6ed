using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The context of an authorization that contains a grant requirement: it carries services to where no request does.</summary>
internal sealed class JitHandlerContext(
    IEnumerable<IAuthorizationRequirement> requirements, ClaimsPrincipal user, object? resource, IServiceProvider services)
    : AuthorizationHandlerContext(requirements, user, resource)
{
    /// <summary>The services of the operation.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The handler that journals bypasses, once it is known to run last; without it nothing is left to other handlers.</summary>
    public BypassHandler? Bypass { get; set; }

    /// <summary>Finds the services of an authorization.</summary>
    public static IServiceProvider? ServicesOf(AuthorizationHandlerContext context) =>
        context is JitHandlerContext ours ? ours.Services : (context.Resource as HttpContext)?.RequestServices;

    /// <inheritdoc/>
    public override void Succeed(IAuthorizationRequirement requirement)
    {
        // INVARIANT: once bypasses are journalled, no handler that runs later can make another.
        if (Bypass is { IsClosed: true } && requirement is JitGrantRequirement)
        {
            return;
        }

        base.Succeed(requirement);
    }
}
