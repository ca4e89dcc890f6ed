using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>What an application chooses while it registers JitAccess: store, policies, directory, conditions, limits, administration.</summary>
/// <remarks>Packages add their choices as extension methods. Used during start-up only; not thread-safe.</remarks>
public sealed class JitAccessBuilder
{
    internal JitAccessBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services that are being registered.</summary>
    public IServiceCollection Services { get; }
}
