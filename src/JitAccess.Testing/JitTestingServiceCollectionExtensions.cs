using JitAccess;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Prepares an application's services for a test.</summary>
public static class JitTestingServiceCollectionExtensions
{
    /// <summary>
    /// Replaces the clock, the directory and the store by those of a test: a <see cref="FakeTime"/>, <see cref="TestPeople"/>, and memory. Call it
    /// after the application's own registrations, such as in <c>ConfigureTestServices</c>, and join with <see cref="JitTestHost.Over"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="people">Adds the people.</param>
    /// <param name="time">The clock; a new one when left out.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJitTesting(this IServiceCollection services, Action<TestPeople>? people = null, FakeTime? time = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var (clock, everyone) = (time ?? new FakeTime(), new TestPeople());
        people?.Invoke(everyone);
        services.Replace(ServiceDescriptor.Singleton(clock));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.Replace(ServiceDescriptor.Singleton(everyone));
        services.Replace(ServiceDescriptor.Singleton<ISubjectDirectory>(everyone));
        new JitAccessBuilder(services).UseInMemory();
        return services;
    }
}
