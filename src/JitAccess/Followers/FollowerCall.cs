using JitAccess.Stores;

namespace JitAccess.Followers;

/// <summary>Calls a follower: renews the lease meanwhile, and waits so long and no longer, whether the follower heeds cancellation or not.</summary>
/// <remarks>Used by one runner, in turn.</remarks>
internal sealed class FollowerCall(IJournalFollower follower, TimeSpan timeout, TimeSpan renewEvery, JitClock clock)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private Task? _stuck;

    /// <summary>Whether an earlier call has not come back yet: the follower is not called again until it has.</summary>
    public bool IsStuck => _stuck is { IsCompleted: false };

    /// <summary>Delivers.</summary>
    /// <param name="entries">What.</param>
    /// <param name="renew">Renews the lease; <see langword="false"/> when another node has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Attempted> DeliverAsync(
        IReadOnlyList<JournalDelivery> entries, Func<CancellationToken, Task<bool>> renew, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = Task.Run(() => follower.DeliverAsync(entries, stop.Token), CancellationToken.None); // a follower that blocks blocks nobody else
        var hasLease = await WaitAsync(call, renew, cancellationToken).ConfigureAwait(false);
        if (!call.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(call, Task.Delay(Grace, clock.Provider, CancellationToken.None)).ConfigureAwait(false);
        }

        if (!call.IsCompleted)
        {
            _stuck = call;
            return new Attempted(AttemptedKind.Stuck, nameof(TimeoutException));
        }

        return await ResultAsync(call, hasLease, cancellationToken).ConfigureAwait(false);
    }

    // Whether the node has the lease when the call has ended, or its time is over, or the host stops.
    private async Task<bool> WaitAsync(Task call, Func<CancellationToken, Task<bool>> renew, CancellationToken cancellationToken)
    {
        var start = clock.Timestamp;
        while (!call.IsCompleted && !cancellationToken.IsCancellationRequested
            && clock.SecondsBetween(start, clock.Timestamp) < timeout.TotalSeconds)
        {
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(call, Task.Delay(renewEvery, clock.Provider, waited.Token)).ConfigureAwait(false);
            await waited.CancelAsync().ConfigureAwait(false); // the timer of a call that has ended
            if (!call.IsCompleted && !cancellationToken.IsCancellationRequested && !await RenewAsync(renew, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> RenewAsync(Func<CancellationToken, Task<bool>> renew, CancellationToken cancellationToken)
    {
        try
        {
            return await renew(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return true; // what is delivered meanwhile may be delivered again; the cursor does not move without the store
        }
    }

    private static async Task<Attempted> ResultAsync(Task call, bool hasLease, CancellationToken cancellationToken)
    {
        try
        {
            await call.ConfigureAwait(false);
            return Attempted.Delivered;
        }
        catch (UndeliverableEntryException)
        {
            return new Attempted(AttemptedKind.Undeliverable, nameof(UndeliverableEntryException));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return hasLease ? new Attempted(AttemptedKind.Failed, exception.GetType().Name) : new Attempted(AttemptedKind.Lost);
        }
    }
}
