using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess.Nodes;

/// <summary>Keeps this node's table up to date: a snapshot, then every entry of the journal in order, each verified before it counts.</summary>
/// <remarks>Thread-safe; synchronisations take turns.</remarks>
internal sealed class NodeFollower(
    IGrantStore store,
    Authenticator authenticator,
    GrantTable table,
    NodeFreshness freshness,
    JitClock clock,
    IOptions<JitAccessOptions> options,
    ILogger<NodeFollower> logger) : IDisposable
{
    private const int PageSize = 1000;

    // A poll that was sent so long ago proves nothing any more, so nobody waits longer for one.
    private readonly TimeSpan _patience = options.Value.StalenessBound.ToTimeSpan();

    private readonly SemaphoreSlim _turn = new(1, 1);
    private JournalCursor? _cursor;
    private StoreUnavailableException? _refusal;

    /// <summary>How far the node has come; 0 before its first snapshot.</summary>
    public long Position => _cursor?.Position ?? 0;

    /// <summary>Reads what is new, or a snapshot if there is none yet, and renews the proof of freshness.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, or what it holds does not verify.</exception>
    public async Task SynchroniseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_refusal is not null)
            {
                throw _refusal;
            }

            if (_cursor is null)
            {
                await ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
            }

            await ReadJournalAsync(cancellationToken).ConfigureAwait(false);
            table.Prune(freshness.Now);
        }
        finally
        {
            _turn.Release();
        }
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
            NodeLog.PollFailed(logger, exception.Reason.Code);
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

        // The end of one grant, named by its id, is safe in any order and more than once, so it waits for nothing, not even for a poll that
        // hangs. What ends everything that was live before it has to keep its place.
        var effects = entries.SelectMany(entry => EntryReader.ReadEffects(entry)).ToList();
        foreach (var effect in effects.OfType<GrantEnded>())
        {
            table.Apply(effect, freshness.Now);
        }

        var keepsPlace = effects.Exists(effect => effect is not GrantEnded);
        if (!await TryTakeTurnAsync(keepsPlace ? _patience : TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            return !keepsPlace;
        }

        try
        {
            if (_cursor is { } cursor && cursor.Position == entries[0].Position - 1)
            {
                return TryApplyOwn(entries, cursor);
            }

            if (Position >= entries[^1].Position)
            {
                return true;
            }
        }
        finally
        {
            _turn.Release();
        }

        return await TryCatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

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

    private async Task ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        var sent = freshness.Sending();
        using var patience = new Patience(_patience, clock, cancellationToken);
        var snapshot = await patience.AwaitAsync(store.ReadLiveGrantsAsync(patience.Token)).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var live = await ReadLiveAsync(snapshot, patience).ConfigureAwait(false);
            table.Load(live, snapshot.Head.StoreTime.ToUnixTimeMilliseconds());
            _cursor = new JournalCursor(snapshot.Head.Position, snapshot.Head.Hash);
            freshness.Proved(sent, snapshot.Head.StoreTime);
            NodeLog.Synchronised(logger, snapshot.Head.Position, live.Count);
        }
    }

    private async Task<List<GrantLive>> ReadLiveAsync(LiveGrantSnapshot snapshot, Patience patience)
    {
        var live = new List<GrantLive>();
        var records = snapshot.Records.GetAsyncEnumerator(patience.Token);
        try
        {
            while (await patience.AwaitAsync(records.MoveNextAsync()).ConfigureAwait(false))
            {
                var grant = Demand(records.Current, snapshot.Head);
                if (grant.State == GrantState.Active)
                {
                    live.Add(grant.ToEffect());
                }
            }
        }
        finally
        {
            // An enumerator that still works on an answer nobody waits for cannot be disposed; the cancelled token ends it.
            if (!patience.IsOver)
            {
                await records.DisposeAsync().ConfigureAwait(false);
            }
        }

        return live;
    }

    private GrantRecord Demand(StoredRecord record, JournalHead head)
    {
        if (!authenticator.Verifies(record) || Read(record) is not { } grant)
        {
            throw Refuse($"The record of a live grant at position {record.Position} does not verify.");
        }

        // INVARIANT: what the key authenticates bounds the store's time from below, since the time beside it can be written by whoever can write
        // the database.
        return Deadline.From(grant.Start).HasPassed(head.StoreTime)
            ? grant
            : throw Refuse($"The store's time lies before the start of a live grant at position {record.Position}: it was set back.");
    }

    private GrantRecord? Read(StoredRecord record)
    {
        try
        {
            return JournalJson.Read(record) as GrantRecord;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            throw Refuse($"The record of a live grant at position {record.Position} cannot be understood by this version.", exception);
        }
    }

    private async Task ReadJournalAsync(CancellationToken cancellationToken)
    {
        while (_cursor is { } cursor)
        {
            var sent = freshness.Sending();
            using var patience = new Patience(_patience, clock, cancellationToken);
            var page = await patience.AwaitAsync(store.ReadJournalAsync(cursor, PageSize, patience.Token)).ConfigureAwait(false);
            if (!page.HoldsPrefix)
            {
                throw Refuse($"The store does not hold the journal that this node read up to position {cursor.Position}: it was restored or replaced.");
            }

            Apply(page.Entries, cursor);
            if (page.Entries is [.., var last] && !Deadline.From(last.Time).HasPassed(page.Head.StoreTime))
            {
                throw Refuse($"The store's time lies before its entry at position {last.Position}: it was set back.");
            }

            if (Position >= page.Head.Position)
            {
                freshness.Proved(sent, page.Head.StoreTime);
                return;
            }

            if (page.Entries.Count == 0)
            {
                throw Refuse($"The store says its journal ends at position {page.Head.Position} and gives nothing after {cursor.Position}.");
            }
        }
    }

    private bool TryApplyOwn(IReadOnlyList<StoredEntry> entries, JournalCursor cursor)
    {
        try
        {
            Apply(entries, cursor);
            return true;
        }
        catch (StoreUnavailableException exception)
        {
            NodeLog.PollFailed(logger, exception.Reason.Code); // committed on a journal that this node was not reading: it denies from here on
            return false;
        }
    }

    private void Apply(IReadOnlyList<StoredEntry> entries, JournalCursor cursor)
    {
        foreach (var entry in entries)
        {
            if (entry.Position != cursor.Position + 1 || !authenticator.Verifies(entry))
            {
                throw Refuse($"The journal entry at position {entry.Position} does not verify.");
            }

            foreach (var effect in ReadEffects(entry, cursor))
            {
                table.Apply(effect, freshness.Now);
            }

            _cursor = cursor = new JournalCursor(entry.Position, entry.Hash);
        }
    }

    private ImmutableArray<Effect> ReadEffects(StoredEntry entry, JournalCursor cursor)
    {
        try
        {
            return string.Equals(EntryReader.ReadPrevious(entry), Convert.ToHexStringLower(cursor.Hash.Span), StringComparison.Ordinal)
                ? EntryReader.ReadEffects(entry)
                : throw Refuse($"The journal entry at position {entry.Position} does not follow the one that this node read before it.");
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            throw Refuse($"The journal entry at position {entry.Position} cannot be understood by this version.", exception);
        }
    }

    // INVARIANT: from here on the node denies until it is started again; nothing that it reads later makes it trust this store.
    private StoreUnavailableException Refuse(string message, Exception? cause = null)
    {
        freshness.Refuse(Reason.NodeRefuses);
        NodeLog.Refuses(logger, message);
        return _refusal = new StoreUnavailableException(message, cause) { Reason = Reason.JournalBroken };
    }
}
