using System.Diagnostics.CodeAnalysis;
using JitAccess;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mounts the HTTP API of JitAccess.</summary>
public static class JitAccessEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Mounts the HTTP API: ask, approve, use, give back. Every route demands a signed-in caller by itself, and answers 401 where no
    /// authentication is set up. Its contract is <c>docs/reference/http-api.md</c>.
    /// </summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="prefix">
    /// The path under which the API is mounted, once for each application. Whatever no route takes under it is refused with a document, too.
    /// </param>
    /// <returns>The group of routes, for further conventions such as an authorization policy or a rate limit.</returns>
    /// <exception cref="InvalidOperationException">JitAccess is not registered.</exception>
    public static RouteGroupBuilder MapJitAccess(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/jit")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IJitRequests)) == false)
        {
            throw new InvalidOperationException("JitAccess is not registered. Call builder.Services.AddJitAccess(...) before app.MapJitAccess(...).");
        }

        var group = endpoints.MapGroup(prefix);
        group.WithTags("JitAccess").DisableCookieRedirect().WithMetadata(ApiEndpoint.Instance).WithJitProblems().AddEndpointFilter<RouteGroupBuilder, ApiGate>();
        PolicyRoutes.Map(group);
        RequestRoutes.Map(group);
        GrantRoutes.Map(group);
        CheckRoutes.Map(group);
        UnmappedRoutes.Map(group, prefix);
        return group;
    }
}
