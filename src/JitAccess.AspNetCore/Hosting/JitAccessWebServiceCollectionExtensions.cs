using JitAccess;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers JitAccess in a web application.</summary>
public static class JitAccessWebServiceCollectionExtensions
{
    /// <summary>
    /// Registers everything that a web application needs: the core, authorization, and what protects controllers, minimal APIs, pages and hub
    /// methods. Calling it twice adds the choices of both calls.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses store, policies, directory and settings; without any, everything is denied.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJitAccess(this IServiceCollection services, Action<JitAccessBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddJitAccessCore(configure);
        services.AddAuthorization();
        services.AddMemoryCache();
        services.AddOptions<CallerOptions>();
        services.TryAddSingleton<SubjectReader>();
        services.TryAddSingleton<CallerReader>();
        return services;
    }
}
