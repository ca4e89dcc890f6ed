using JitAccess;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.AddMetrics();
        services.AddHttpContextAccessor(); // an imperative check is not told which response stands under its grant
        AddCallers(services);
        AddGrants(services);
        AddHosts(services);
        AddValidation(services);
        return services;
    }

    private static void AddCallers(IServiceCollection services)
    {
        services.AddOptions<CallerOptions>();
        services.TryAddSingleton<SubjectReader>();
        services.TryAddSingleton<CallerReader>();
        services.TryAddSingleton<RequestCallers>();
    }

    private static void AddGrants(IServiceCollection services)
    {
        services.TryAddSingleton<WebMetrics>();
        services.TryAddSingleton<GrantReport>();
        services.TryAddSingleton(provider => new RootServices(provider));
        services.TryAddScoped<JitOperation>();
        services.TryAddScoped<OperationLeases>();
        services.TryAddScoped(LeaseInjection.LeaseOf);
        services.TryAddSingleton<EndpointGrants>();
        services.TryAddSingleton<GrantGate>();
        services.TryAddSingleton<GrantHandler>();
        services.TryAddSingleton<BypassRecorder>();
        services.TryAddSingleton<GrantRefusalResponse>();
        services.TryAddSingleton<CutOffs>();
        services.Decorate<IAuthorizationHandlerContextFactory>((inner, provider) => new JitHandlerContextFactory(inner, provider));
        services.Decorate<IAuthorizationHandlerProvider>((inner, provider) => new JitHandlerProvider(inner, provider.GetRequiredService<BypassRecorder>()));
        services.Decorate<IAuthorizationMiddlewareResultHandler>(
            (inner, provider) => new GrantResultHandler(inner, provider.GetRequiredService<GrantRefusalResponse>()));
    }

    private static void AddHosts(IServiceCollection services)
    {
        services.TryAddSingleton<HubConnections>();
        services.TryAddSingleton<HubGrantFilter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, HubGrantOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<MvcOptions>, MvcGrantOptions>());
    }

    private static void AddValidation(IServiceCollection services)
    {
        services.TryAddSingleton<EndpointJudge>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, EndpointValidation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, LateEndpointPolicy>());
    }
}
