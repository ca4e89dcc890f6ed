using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Ends what a hub method streams, and what is streamed to it, when the grant ends under which the invocation was admitted.</summary>
internal static class GrantedStream
{
    private static readonly ConcurrentDictionary<Type, Func<object, IReadOnlyList<JitGrantLease>, CutOffs, object>?> Guards = new();

    /// <summary>Guards the result of a hub method; what is no stream, or stands under no grant, is returned as it is.</summary>
    public static object? Guard(object? result, IServiceProvider services, CutOffs cutOffs)
    {
        if (result is null || Guards.GetOrAdd(result.GetType(), GuardOf) is not { } guard)
        {
            return result;
        }

        var leases = JitOperation.Of(services).Leases.ToList();
        return leases.Count == 0 ? result : guard(result, leases, cutOffs);
    }

    /// <summary>Guards the streams that the client sends to a hub method: reading on after the end of the grant fails.</summary>
    public static HubInvocationContext GuardArguments(HubInvocationContext invocation, CutOffs cutOffs)
    {
        var parameters = invocation.HubMethod.GetParameters();
        var sent = invocation.HubMethodArguments;
        if (sent.Count != parameters.Length || !parameters.Any(parameter => HubArguments.IsStream(parameter.ParameterType)))
        {
            return invocation;
        }

        object?[] guarded = [.. sent.Select((argument, index) =>
            HubArguments.IsStream(parameters[index].ParameterType) ? Guard(argument, invocation.ServiceProvider, cutOffs) : argument)];
        return new HubInvocationContext(invocation.Context, invocation.ServiceProvider, invocation.Hub, invocation.HubMethod, guarded);
    }

    private static Func<object, IReadOnlyList<JitGrantLease>, CutOffs, object>? GuardOf(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsGenericType && current.GetGenericTypeDefinition() == typeof(ChannelReader<>))
            {
                return Make(nameof(OfChannel), current.GetGenericArguments()[0]);
            }
        }

        var items = type.GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return items is null ? null : Make(nameof(OfItems), items.GetGenericArguments()[0]);
    }

    private static Func<object, IReadOnlyList<JitGrantLease>, CutOffs, object> Make(string method, Type item) =>
        typeof(GrantedStream).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item)
            .CreateDelegate<Func<object, IReadOnlyList<JitGrantLease>, CutOffs, object>>();

    private static IAsyncEnumerable<T> OfItems<T>(object result, IReadOnlyList<JitGrantLease> leases, CutOffs cutOffs) =>
        GrantedItems.ReadAsync((IAsyncEnumerable<T>)result, leases, cutOffs);

    private static GrantedChannelReader<T> OfChannel<T>(object result, IReadOnlyList<JitGrantLease> leases, CutOffs cutOffs) =>
        new GrantedChannelReader<T>(GrantedItems.ReadAsync(((ChannelReader<T>)result).ReadAllAsync(), leases, cutOffs));
}
