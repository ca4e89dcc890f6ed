using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>Calls a follower: renews the lease meanwhile, and waits so long and no longer, whatever the follower does with its token.</summary>
/// <remarks>Used by one runner, in turn.</remarks>
internal sealed class FollowerCall(IJournalFollower follower, FollowerStore store, Duration timeout, Duration renewEvery, JitClock clock, ILogger logger)
{
    private static readonly Duration Grace = Duration.FromSeconds(5);

    private Task _running = Task.CompletedTask;

    /// <summary>Whether an earlier call has not come back yet: the follower is not called again until it has.</summary>
    public bool IsStuck => !_running.IsCompleted;

    /// <summary>Delivers.</summary>
    /// <param name="entries">What.</param>
    /// <param name="cursor">The cursor that this node knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">The lease is over, before the call or during it.</exception>
    /// <exception cref="FollowerStuckException">The follower has not come back.</exception>
    public async Task<Attempted> DeliverAsync(IReadOnlyList<JournalDelivery> entries, CursorRecord cursor, CancellationToken cancellationToken)
    {
        if (!store.HoldsLease)
        {
            throw new LeaseLostException();
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = Task.Run(() => follower.DeliverAsync(entries, stop.Token), CancellationToken.None); // a follower that blocks blocks nobody else
        _running = call;
        _ = CleanUpAsync(call, stop);
        var waited = await WaitAsync(call, cursor, cancellationToken).ConfigureAwait(false);
        if (waited != Waited.Ended)
        {
            _ = CancelAsync(stop); // nobody waits for what the follower hangs on its token
            await AnyAsync(call, Grace, CancellationToken.None).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return waited == Waited.LeaseOver ? throw new LeaseLostException()
            : !call.IsCompleted ? throw new FollowerStuckException()
            : await ResultAsync(call, waited).ConfigureAwait(false);
    }

    private static async Task<Attempted> ResultAsync(Task call, Waited waited)
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
        catch (Exception) when (waited == Waited.TooLong)
        {
            return new Attempted(AttemptedKind.TimedOut, nameof(TimeoutException));
        }
        catch (Exception exception)
        {
            return new Attempted(AttemptedKind.Failed, exception.GetType().Name);
        }
    }

    private async Task<Waited> WaitAsync(Task call, CursorRecord cursor, CancellationToken cancellationToken)
    {
        var start = clock.Timestamp;
        while (!call.IsCompleted)
        {
            var left = timeout - Duration.FromMilliseconds(clock.MillisecondsBetween(start, clock.Timestamp));
            if (cancellationToken.IsCancellationRequested || left <= Duration.Zero)
            {
                return Waited.TooLong;
            }

            await AnyAsync(call, Duration.Min(left, Duration.Min(renewEvery, store.Left)), cancellationToken).ConfigureAwait(false);
            if (!call.IsCompleted && !await KeepsLeaseAsync(cursor, cancellationToken).ConfigureAwait(false))
            {
                return Waited.LeaseOver;
            }
        }

        return Waited.Ended;
    }

    // What stands against a renewal costs no more than the lease: this node may deliver until it is over.
    private async Task<bool> KeepsLeaseAsync(CursorRecord cursor, CancellationToken cancellationToken)
    {
        if (!store.WantsRenewal)
        {
            return true;
        }

        try
        {
            await store.RenewAsync(cursor, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LeaseLostException)
        {
            return false;
        }
        catch (Exception exception)
        {
            FollowerLog.NotRenewed(logger, follower.Name, Nodes.NodeLog.Describe(exception));
            return store.HoldsLease;
        }
    }

    // At least a millisecond, so that a wait that is almost over ends.
    private async Task AnyAsync(Task call, Duration atMost, CancellationToken cancellationToken)
    {
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var length = Duration.Max(atMost, Duration.FromMilliseconds(1)).ToTimeSpan();
        await Task.WhenAny(call, Task.Delay(length, clock.Provider, waited.Token)).ConfigureAwait(false);
        await waited.CancelAsync().ConfigureAwait(false); // the timer of a call that has ended
    }

    private async Task CancelAsync(CancellationTokenSource stop)
    {
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            FollowerLog.CancellationFailed(logger, follower.Name, exception.GetType().Name);
        }
    }

    // Whoever waits looks at the result; when nobody waits any more, a late failure is none of the application's.
    private static async Task CleanUpAsync(Task call, CancellationTokenSource stop)
    {
        await call.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
            .ConfigureAwait(false);
        stop.Dispose();
    }

    private enum Waited
    {
        Ended,
        TooLong,
        LeaseOver,
    }
}
