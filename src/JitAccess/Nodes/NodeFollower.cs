using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.Nodes;

/// <summary>Keeps this node's table up to date: tells <see cref="NodeProtocol"/> what happens, and carries out what it answers.</summary>
/// <remarks>Thread-safe; synchronisations take turns.</remarks>
internal sealed class NodeFollower(
    NodeReader reader,
    GrantTable table,
    GrantEndings endings,
    NodeFreshness freshness,
    NodeMemory memory,
    JitClock clock,
    IOptions<JitAccessOptions> options,
    ILogger<NodeFollower> logger) : IDisposable
{
    private readonly TimeSpan _patience = options.Value.StalenessBound.ToTimeSpan();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>How far the node has come; 0 before its first snapshot.</summary>
    public long Position => freshness.State.Cursor?.Position ?? 0;

    /// <summary>Reads what is new, or a snapshot if there is none yet, and renews the proof of freshness.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, or what it holds does not verify.</exception>
    public async Task SynchroniseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            freshness.Remember(memory);
            for (var read = Tell(NodeMessage.PollDue.Now); read is not null;)
            {
                read = Tell(await ReadAsync(read, cancellationToken).ConfigureAwait(false));
            }

            DemandNoFault();
            if (freshness.Proved is { } time)
            {
                table.Prune(time);
            }
        }
        finally
        {
            _turn.Release();
        }

        memory.Keep(freshness.State);
    }

    /// <summary>Reads what is new; a failure is in the log, and the next poll tries again.</summary>
    /// <returns>Whether the node has read all that was committed before.</returns>
    public async Task<bool> TryCatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SynchroniseAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreUnavailableException exception)
        {
            NodeLog.PollFailed(logger, NodeLog.Describe(exception));
            return false;
        }
    }

    /// <summary>Applies what this node has just committed, so that the command returns to a node that knows it.</summary>
    /// <returns>Whether it does: the commit stands all the same, and a node that cannot read what lies between denies in its time.</returns>
    public async Task<bool> ApplyOwnAsync(IReadOnlyList<StoredEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return true;
        }

        freshness.NoteCommitted(entries[^1].Position);

        // The end of one grant, named by its id, is safe in any order and more than once, so it waits for nothing, not even for a poll that
        // hangs. What ends everything that was live before it has to keep its place.
        var committed = entries.Select(reader.Chain).ToList();
        foreach (var effect in committed.SelectMany(entry => entry.Effects).OfType<GrantEnded>())
        {
            table.Apply(effect, freshness.Now);
        }

        var keepsPlace = committed.Exists(entry => entry.Effects.Any(effect => effect is not GrantEnded));
        if (!await TryTakeTurnAsync(keepsPlace ? _patience : TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            return !keepsPlace;
        }

        try
        {
            // INVARIANT: a command may come before the first poll; what the node knew before it was started counts first.
            if (freshness.HasRecalled)
            {
                Tell(new NodeMessage.Committed(committed));
                if (freshness.State.Fault is not null || Position >= entries[^1].Position)
                {
                    return freshness.State.Fault is null;
                }
            }
        }
        finally
        {
            _turn.Release();
        }

        return await TryCatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps beyond the node's life how far it has come, its own last commands included, which no poll has kept yet.</summary>
    public Task KeepAsync()
    {
        memory.Keep(freshness.State);
        return memory.FlushAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // INVARIANT: the table knows what a state says before anybody can read that state.
    private NodeEffect? Tell(NodeMessage message)
    {
        var step = freshness.Protocol.Step(freshness.State, message, clock.Reading);
        NodeEffect? read = null;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case NodeEffect.LoadTable load:
                    table.Load(load.Live, load.Head.StoreTime.ToUnixTimeMilliseconds());
                    NodeLog.Synchronised(logger, load.Head.Position, load.Live.Count);
                    break;
                case NodeEffect.ApplyToTable apply:
                    table.Apply(apply.Effect, freshness.Now);
                    break;
                case NodeEffect.Alarm alarm:
                    NodeLog.Refuses(logger, alarm.Message);
                    break;
                default:
                    read = effect;
                    break;
            }
        }

        freshness.State = step.State;
        if (step.State.Fault is not null)
        {
            endings.SweepAll(); // from here on it hears of no end that it could believe
        }

        return read;
    }

    private async Task<NodeMessage> ReadAsync(NodeEffect read, CancellationToken cancellationToken)
    {
        try
        {
            return read switch
            {
                NodeEffect.ReadJournal journal => await reader.ReadAsync(journal, cancellationToken).ConfigureAwait(false),
                NodeEffect.ReadEpoch epoch => await reader.ReadAsync(epoch, cancellationToken).ConfigureAwait(false),
                _ => await reader.ReadAsync((NodeEffect.ReadSnapshot)read, cancellationToken).ConfigureAwait(false),
            };
        }
        catch
        {
            Tell(new NodeMessage.PollFailed(freshness.State.Polls));
            throw;
        }
    }

    private void DemandNoFault()
    {
        if (freshness.State.Fault is { } fault)
        {
            throw new StoreUnavailableException(fault) { Reason = Reason.JournalBroken };
        }
    }

    private async Task<bool> TryTakeTurnAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait == TimeSpan.Zero)
        {
            return await _turn.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }

        using var timeout = new CancellationTokenSource(wait, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
