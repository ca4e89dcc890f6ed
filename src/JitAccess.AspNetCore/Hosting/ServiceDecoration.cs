using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Puts a service of ours around the one that is registered, whichever it is.</summary>
internal static class ServiceDecoration
{
    /// <summary>Wraps the registration that would be resolved now; a wrapped one is not wrapped again.</summary>
    public static void Decorate<TService>(this IServiceCollection services, Func<TService, IServiceProvider, TService> wrap)
        where TService : class
    {
        var inner = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(TService) && !descriptor.IsKeyedService);
        if (inner is null or Decorated)
        {
            return;
        }

        var make = MakerOf<TService>(inner);
        services.Remove(inner);
        services.Add(new Decorated(typeof(TService), provider => wrap(make(provider), provider), inner.Lifetime));
    }

    private static Func<IServiceProvider, TService> MakerOf<TService>(ServiceDescriptor descriptor)
    {
        if (descriptor.ImplementationInstance is { } instance)
        {
            return _ => (TService)instance;
        }

        if (descriptor.ImplementationFactory is { } factory)
        {
            return provider => (TService)factory(provider);
        }

        var create = ActivatorUtilities.CreateFactory(descriptor.ImplementationType!, Type.EmptyTypes);
        return provider => (TService)create(provider, null);
    }

    private sealed class Decorated(Type service, Func<IServiceProvider, object> factory, ServiceLifetime lifetime)
        : ServiceDescriptor(service, factory, lifetime);
}
