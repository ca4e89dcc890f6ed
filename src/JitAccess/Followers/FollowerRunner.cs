using JitAccess.Nodes;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>Runs one follower on this node, a round at a time: takes or renews the lease, delivers what is new, tries again what was set aside.</summary>
/// <remarks>Thread-safe; rounds take turns. A round never throws but when it is cancelled.</remarks>
internal sealed class FollowerRunner(
    string name,
    FollowerStore store,
    FollowerCall call,
    NewEntries fresh,
    LateEntries late,
    Func<CursorRecord, FollowerTerm> begin,
    JitClock clock,
    ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly FollowerPause _unable = new(Duration.FromSeconds(10), Duration.FromMinutes(5), clock); // while this node cannot and others may
    private volatile FollowerTerm? _term;
    private volatile JitFollowerStatus _status = new(name, JitFollowerState.Standby, 0, 0, 0, null);

    /// <summary>The name of the follower.</summary>
    public string Name => name;

    /// <summary>How the follower fares.</summary>
    public JitFollowerStatus Status => _status;

    /// <summary>Whether this node is the one that delivers.</summary>
    public bool IsDelivering => _term is not null;

    /// <summary>Does what there is to do now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RoundAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            End(call.IsStuck ? nameof(TimeoutException) : null);
        }
        catch (FollowerStuckException)
        {
            FollowerLog.Stuck(logger, name);
            await StandByAsync(nameof(TimeoutException), cancellationToken).ConfigureAwait(false);
        }
        catch (JournalUnreadableException exception)
        {
            FollowerLog.Unable(logger, name, exception.Message);
            _unable.Begin();
            await StandByAsync("journal-unreadable", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_status.State != JitFollowerState.Failing)
            {
                FollowerLog.RoundFailed(logger, name, NodeLog.Describe(exception));
            }

            End(exception.GetType().Name); // what became of the last write is read anew
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets another node take over at once, unless the follower is still at work here: then when the lease is over.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            End(null);
            if (!call.IsStuck)
            {
                await store.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (call.IsStuck || !_unable.IsOver)
        {
            return; // another node takes care of it, and the status says why this one does not
        }

        if (_term is null || store.WantsRenewal)
        {
            if (await store.TakeAsync(cancellationToken).ConfigureAwait(false) is not { } cursor)
            {
                throw new LeaseLostException();
            }

            if (_term?.Cursor != cursor)
            {
                Begin(cursor);
            }
        }

        var term = _term!;
        await fresh.DeliverAsync(term, cancellationToken).ConfigureAwait(false);
        if (!fresh.IsFailing)
        {
            _unable.End();
            await late.DeliverAsync(term, cancellationToken).ConfigureAwait(false);
        }

        Report(fresh.Failure);
    }

    private void Begin(CursorRecord cursor)
    {
        _term = begin(cursor);
        fresh.Begin(cursor);
        FollowerLog.TookOver(logger, name, cursor.Position);
    }

    private async Task StandByAsync(string failure, CancellationToken cancellationToken)
    {
        End(failure);
        try
        {
            await store.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = NodeLog.Describe(exception);
            FollowerLog.NotHandedOver(logger, name, problem);
        }
    }

    private void End(string? failure)
    {
        _term = null;
        Report(failure);
    }

    // While this node delivers, how far it is; otherwise whether it could.
    private void Report(string? failure)
    {
        var state = failure is not null ? JitFollowerState.Failing : _term is not null ? JitFollowerState.Delivering : JitFollowerState.Standby;
        _status = _term is { } term
            ? new JitFollowerStatus(
                name, state, term.Cursor.Position, Math.Max(0, term.Head - term.Cursor.Position), term.SetAside?.Count ?? _status.SetAside, failure)
            : new JitFollowerStatus(name, state, 0, 0, 0, failure);
    }
}
