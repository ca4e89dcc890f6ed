using JitAccess;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health check of JitAccess.</summary>
public static class JitAccessHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that is healthy while this node may answer. Its data are <c>position</c>, <c>boundMilliseconds</c>, <c>lagMilliseconds</c>
    /// (how long ago the last good poll was sent), and <c>reason</c> when it denies; where the application has
    /// followers, <c>followers</c> holds a <see cref="JitFollowerStatus"/> for each, and one that fails or has set entries aside makes the check degraded.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. <value>The default is <c>jitaccess</c>.</value></param>
    /// <param name="failureStatus">The status while the node denies; <see langword="null"/> means unhealthy.</param>
    /// <param name="tags">Tags to filter by.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddJitAccess(
        this IHealthChecksBuilder builder, string name = "jitaccess", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<JitHealthCheck>(name, failureStatus, tags ?? []);
    }
}
