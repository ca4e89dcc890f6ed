using JitAccess;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Protects endpoints with grants, and answers for what JitAccess refuses in them.</summary>
public static class JitAccessEndpointConventionBuilderExtensions
{
    /// <summary>Serves the endpoints only to a caller who holds a live grant, like <see cref="RequireJitGrantAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The endpoints.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <param name="permission">The permission, such as <c>orders:refund</c>.</param>
    /// <param name="resource">A path such as <c>orders/{orderId}</c>, filled from the route's values; <see langword="null"/> means the root.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder RequireJitGrant<TBuilder>(this TBuilder builder, string permission, string? resource = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new RequireJitGrantAttribute(permission) { Resource = resource });
    }

    /// <summary>Aborts the responses of the endpoints when their grant ends, like <see cref="EndWithGrantAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The endpoints.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder EndWithGrant<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new EndWithGrantAttribute());
    }

    /// <summary>
    /// Answers with the documents of the HTTP API (RFC 9457) where a handler of the application issues a command and JitAccess refuses it: what throws
    /// <see cref="JitRejectedException"/>, <see cref="JitPolicyException"/> or <see cref="JitAccess.Stores.StoreUnavailableException"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoints: handlers of minimal APIs; others are left as they are.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder WithJitProblems<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddEndpointFilter<TBuilder, ProblemFilter>();
    }
}
