using System.Runtime.CompilerServices;

namespace JitAccess;

/// <summary>Passes the items of a stream on until a grant ends.</summary>
internal static class GrantedItems
{
    /// <summary>Reads the stream; at the end of any of the grants it fails, whatever its source is doing.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncEnumerable<T> source,
        IReadOnlyList<JitGrantLease> leases,
        CutOffs cutOffs,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, .. leases.Select(lease => lease.Ended)]);
        var items = source.GetAsyncEnumerator(stop.Token);
        var moving = Task.FromResult(false);
        try
        {
            while (true)
            {
                moving = items.MoveNextAsync().AsTask();
                if (!await UnlessEndedAsync(moving, leases, cutOffs, stop.Token))
                {
                    yield break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            await LetGoAsync(items, moving);
        }
    }

    private static async Task<bool> UnlessEndedAsync(
        Task<bool> moving, IReadOnlyList<JitGrantLease> leases, CutOffs cutOffs, CancellationToken stop)
    {
        try
        {
            var more = await moving.WaitAsync(stop);
            stop.ThrowIfCancellationRequested();
            return more;
        }
        catch (OperationCanceledException) when (leases.Any(lease => lease.Ended.IsCancellationRequested))
        {
            cutOffs.Happened(CutOffs.HubStream);
            throw HubRefusal.Ended();
        }
    }

    // A source that does not listen to its token is left behind with its last step; disposing it under that step would throw.
    private static async ValueTask LetGoAsync<T>(IAsyncEnumerator<T> items, Task<bool> moving)
    {
        if (moving.IsCompleted)
        {
            await items.DisposeAsync();
            return;
        }

        _ = moving.ContinueWith(
            static (_, state) => ((IAsyncDisposable)state!).DisposeAsync().AsTask(),
            items,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
