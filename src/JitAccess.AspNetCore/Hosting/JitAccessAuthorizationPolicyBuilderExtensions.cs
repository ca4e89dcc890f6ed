using JitAccess;
using Microsoft.AspNetCore.Authorization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Demands a grant in an authorization policy.</summary>
public static class JitAccessAuthorizationPolicyBuilderExtensions
{
    /// <summary>Demands a live grant for a permission.</summary>
    /// <param name="builder">The policy.</param>
    /// <param name="permission">The permission, such as <c>orders:refund</c>.</param>
    /// <param name="resource">
    /// A path such as <c>orders/{orderId}</c>, filled from the route's values or a hub method's arguments. <see langword="null"/> means the
    /// resource with which authorization is called, or else the root.
    /// </param>
    /// <returns>The policy.</returns>
    public static AuthorizationPolicyBuilder RequireJitGrant(this AuthorizationPolicyBuilder builder, string permission, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddRequirements(new JitGrantRequirement(permission, resource));
    }
}
