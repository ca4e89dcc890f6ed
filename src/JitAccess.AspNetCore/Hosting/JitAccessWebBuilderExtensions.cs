using System.Security.Claims;
using JitAccess;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says how an application's principals become subjects.</summary>
public static class JitAccessWebBuilderExtensions
{
    /// <summary>
    /// Names the subject of a principal, instead of the built-in rule: issuer = <c>iss</c> or the authentication scheme, id = <c>sub</c> or the
    /// name identifier, refused when both are there and differ.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="identify">A pure function; <see langword="null"/> means that the principal names no subject, which denies.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder IdentifySubjectBy(this JitAccessBuilder builder, Func<ClaimsPrincipal, SubjectIdentity?> identify)
    {
        ArgumentNullException.ThrowIfNull(identify);
        return Configure(builder, options => options.IdentifySubjectBy = identify);
    }

    /// <summary>Names the tenant of a principal. From then on a principal without a tenant is denied.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tenant">A pure function; <see langword="null"/> or empty means that the principal names no tenant.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder TenantFrom(this JitAccessBuilder builder, Func<ClaimsPrincipal, string?> tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return Configure(builder, options => options.TenantFrom = tenant);
    }

    /// <summary>Takes the tenant from a claim. A principal without it, or with two that differ, is denied.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="claimType">The type of the claim, such as <c>tid</c>.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder TenantFromClaim(this JitAccessBuilder builder, string claimType)
    {
        ArgumentException.ThrowIfNullOrEmpty(claimType);
        return builder.TenantFrom(principal =>
            principal.FindAll(claimType).Select(claim => claim.Value).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null);
    }

    /// <summary>Says which principals are services, jobs or agents. Everybody else is human.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="isWorkload">A pure function.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder AsWorkloadWhen(this JitAccessBuilder builder, Func<ClaimsPrincipal, bool> isWorkload)
    {
        ArgumentNullException.ThrowIfNull(isWorkload);
        return Configure(builder, options => options.AsWorkloadWhen = isWorkload);
    }

    /// <summary>Names claim types whose values are roles, beside the identity's own, <c>role</c>, <c>roles</c> and <see cref="ClaimTypes.Role"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="claimTypes">The claim types.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder RolesFromClaims(this JitAccessBuilder builder, params string[] claimTypes)
    {
        ArgumentNullException.ThrowIfNull(claimTypes);
        return Configure(builder, options => options.RoleClaimTypes.UnionWith(claimTypes));
    }

    /// <summary>
    /// Names claim types whose values name no person, such as <c>department</c>: they stand in the journal as they are, for ever. Every other claim
    /// is kept as text that can be erased, but for roles, how somebody signed in, scopes, groups, clients and tenants.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="claimTypes">The claim types.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder ImpersonalClaims(this JitAccessBuilder builder, params string[] claimTypes)
    {
        ArgumentNullException.ThrowIfNull(claimTypes);
        return Configure(builder, options => options.ImpersonalClaimTypes.UnionWith(claimTypes));
    }

    private static JitAccessBuilder Configure(JitAccessBuilder builder, Action<CallerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }
}
