using System.Reflection;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Finds the arguments of a hub invocation by the names of the method's parameters.</summary>
/// <remarks>
/// While SignalR authorizes a method, the arguments are those that the client sent; when filters run, what the server adds (services,
/// cancellation, streams) stands between them.
/// </remarks>
internal static class HubArguments
{
    /// <summary>The canonical spelling of an argument; <see langword="null"/> when there is none, or it cannot be told which one it is.</summary>
    public static string? ValueOf(HubInvocationContext invocation, string name)
    {
        var parameters = invocation.HubMethod.GetParameters();
        var arguments = invocation.HubMethodArguments;
        if (arguments.Count != parameters.Length)
        {
            parameters = [.. parameters.Where(parameter => IsSent(parameter, invocation.ServiceProvider))];
        }

        var index = arguments.Count == parameters.Length
            ? Array.FindIndex(parameters, parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal))
            : -1;
        return index < 0 ? null : CanonicalText.Of(arguments[index]);
    }

    /// <summary>Whether a parameter of this type takes a stream from the client.</summary>
    public static bool IsStream(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsGenericType && current.GetGenericTypeDefinition() == typeof(ChannelReader<>))
            {
                return true;
            }
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
    }

    private static bool IsSent(ParameterInfo parameter, IServiceProvider services)
    {
        var type = parameter.ParameterType;
        return type != typeof(CancellationToken)
            && !IsStream(type)
            && !parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata or FromKeyedServicesAttribute)
            && services.GetService<IServiceProviderIsService>()?.IsService(type) != true;
    }
}
