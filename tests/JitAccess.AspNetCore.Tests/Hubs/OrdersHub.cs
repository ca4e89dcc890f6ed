using System.Threading.Channels;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess.AspNetCore.Tests.Hubs;

/// <summary>Methods with arguments of all sorts, in all places.</summary>
public sealed class OrdersHub : Hub
{
    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string Refund(int orderId) => $"{orderId}";

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string RefundByText(string orderId) => orderId;

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string RefundWithLease(JitGrantLease grant, int orderId) => $"{orderId} {grant.Policy}";

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string RefundTwice(int orderId) => $"{orderId}";

    [Authorize("named")]
    public string RefundByPolicy(JitGrantLease grant, int orderId) => $"{orderId} {grant.Policy}";

    [Authorize("grown-up"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string RefundAsGrownUp(int orderId, JitGrantLease grant) => $"{orderId} {grant.Policy}";

    public string Open() => "open";

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async IAsyncEnumerable<int> Watch(
        int orderId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return orderId;
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    /// <summary>Does not listen to its token.</summary>
    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async IAsyncEnumerable<int> WatchStubbornly(int orderId)
    {
        yield return orderId;
        await new TaskCompletionSource().Task;
    }

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public ChannelReader<int> WatchChannel(int orderId)
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(orderId);
        return channel.Reader;
    }

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async IAsyncEnumerable<int> Count(int orderId, int upTo)
    {
        for (var item = 1; item <= upTo; item++)
        {
            await Task.Yield();
            yield return item;
        }
    }

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public ChannelReader<int> CountChannel(int orderId, int upTo)
    {
        var channel = Channel.CreateUnbounded<int>();
        for (var item = 1; item <= upTo; item++)
        {
            channel.Writer.TryWrite(item);
        }

        channel.Writer.Complete();
        return channel.Reader;
    }
}

/// <summary>Methods that read what the client streams.</summary>
public sealed class UploadHub : Hub
{
    /// <summary>What the methods have read, for the tests.</summary>
    public static Channel<string> Read { get; } = Channel.CreateUnbounded<string>();

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async Task<string> Upload(int orderId, IAsyncEnumerable<string> items)
    {
        await foreach (var item in items)
        {
            Read.Writer.TryWrite(item);
        }

        return $"{orderId} whole";
    }

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async Task<string> UploadChannel(ChannelReader<string> items, int orderId)
    {
        await foreach (var item in items.ReadAllAsync())
        {
            Read.Writer.TryWrite(item);
        }

        return $"{orderId} whole";
    }
}

/// <summary>A hub whose connections stand under a grant.</summary>
[RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
public sealed class OrderHub : Hub
{
    public string Ping() => "pong";
}
