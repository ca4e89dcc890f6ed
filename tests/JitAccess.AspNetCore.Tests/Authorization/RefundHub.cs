using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess.AspNetCore.Tests.Authorization;

public sealed class RefundHub : Hub
{
    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string Refund(int orderId) => $"{orderId}";

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public string RefundWithLease(int orderId, JitGrantLease grant) => $"{orderId} {grant.Policy}";

    [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public async IAsyncEnumerable<int> Watch(int orderId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return orderId;
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }
}
