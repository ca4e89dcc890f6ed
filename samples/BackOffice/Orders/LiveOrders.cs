using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace BackOffice;

/// <summary>Orders as they come in: server-sent events that end with the grant.</summary>
internal static class LiveOrders
{
    public static void MapLiveOrders(this IEndpointRouteBuilder app) =>
        app.MapGet("/orders/live", (TimeProvider time, CancellationToken cancellationToken) =>
                TypedResults.ServerSentEvents(WatchAsync(time, cancellationToken)))
            .RequireJitGrant("orders:watch");

    private static async IAsyncEnumerable<SseItem<LiveOrder>> WatchAsync(
        TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        for (var number = 1; !cancellationToken.IsCancellationRequested; number++)
        {
            yield return new SseItem<LiveOrder>(new LiveOrder(number, time.GetUtcNow()), "order");
            await everySecond.WaitForNextTickAsync(cancellationToken);
        }
    }

    private sealed record LiveOrder(int Number, DateTimeOffset At);
}
