using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>
/// What one follower reads and keeps in the store: the journal, who delivers, how far it has come, what was set aside. Nobody waits for the store longer
/// than a lease lasts.
/// </summary>
/// <remarks>
/// INVARIANT: a write is one of the node that holds the lease and expects the cursor that this node knows; both are compared in the commit. A node that
/// slept, or that does not know what became of a write, writes nothing over what another has written. Leases run on the store's time. Used by one runner.
/// </remarks>
internal sealed class FollowerStore(
    string follower, string node, Duration term, IGrantStore store, RecordReader records, BatchBuilder batches, JitClock clock)
{
    private const int PageSize = 1000;

    // Clocks run at rates that differ by less than a hundredth.
    private readonly Duration _usable = term * 0.99;
    private volatile Held? _held;
    private (long Version, NodeTime Since)? _seen; // the lease of another node, and since when it is that one

    /// <summary>How long this node may still deliver, whatever the store says; nothing when it does not hold the lease.</summary>
    public Duration Left => _held is { } held ? Duration.Max(Duration.Zero, _usable - Duration.FromMilliseconds(clock.Reading.Since(held.Sent))) : Duration.Zero;

    /// <summary>Whether this node may deliver now.</summary>
    public bool HoldsLease => Left > Duration.Zero;

    /// <summary>Whether a third of the lease is over.</summary>
    public bool WantsRenewal => Left < _usable - term / 3;

    /// <summary>The store's time in milliseconds, carried on from when it was last asked.</summary>
    public long Now => _held is { } held ? held.StoreTime + clock.Reading.MonotonicSince(held.Sent) : 0;

    /// <summary>Takes or renews the lease, unless another node has it.</summary>
    /// <returns>How far the follower has come; <see langword="null"/> while another node delivers.</returns>
    public async Task<CursorRecord?> TakeAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var (loaded, sent) = await LoadAsync([], term, cancellationToken).ConfigureAwait(false);
            if (LeaseOf(loaded) is { } lease && !IsMine(lease) && !IsOver(lease, loaded))
            {
                _held = null;
                return null;
            }

            if (await TryWriteAsync(loaded, loaded.World, sent, term, cancellationToken).ConfigureAwait(false))
            {
                _seen = null;
                return CursorOf(loaded);
            }
        }
    }

    /// <summary>Renews the lease.</summary>
    /// <exception cref="LeaseLostException">Another node has it, or had it.</exception>
    public Task RenewAsync(CursorRecord known, CancellationToken cancellationToken) =>
        WriteAsync(known, [], static (world, _) => world, Left, cancellationToken);

    /// <summary>Moves the cursor.</summary>
    /// <exception cref="LeaseLostException">Another node has the lease, or had it; nothing was written.</exception>
    public Task MoveAsync(CursorRecord known, CursorRecord next, CancellationToken cancellationToken) =>
        WriteAsync(known, [], (world, _) => world.With(next), term, cancellationToken);

    /// <summary>Moves the cursor past an entry that is set aside.</summary>
    /// <exception cref="LeaseLostException">Another node has the lease, or had it; nothing was written.</exception>
    public async Task<SetAsideRecord> SetAsideAsync(
        CursorRecord known, CursorRecord next, Func<Instant, SetAsideRecord> make, CancellationToken cancellationToken)
    {
        SetAsideRecord? aside = null;
        await WriteAsync(
            known, [SetAsideRecord.KeyOf(follower, next.Position)], (world, now) => world.With(aside = make(now)).With(next), term, cancellationToken).ConfigureAwait(false);
        return aside!;
    }

    /// <summary>Writes how another try of an entry set aside went.</summary>
    /// <returns>What it is now; <see langword="null"/> when it has arrived or was forgotten.</returns>
    /// <exception cref="LeaseLostException">Another node has the lease, or had it; nothing was written.</exception>
    public async Task<SetAsideRecord?> SettleAsync(
        CursorRecord known, SetAsideRecord tried, Func<Instant, SetAsideRecord?> settle, CancellationToken cancellationToken)
    {
        SetAsideRecord? after = null;
        await WriteAsync(
            known,
            [tried.Key],
            (world, now) => !world.TryGet<SetAsideRecord>(tried.Key, out _) ? world
                : (after = settle(now)) is { } next ? world.With(next)
                : world.Without(tried.Key),
            term,
            cancellationToken).ConfigureAwait(false);
        return after;
    }

    /// <summary>Lets another node take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held is null)
        {
            return;
        }

        var (loaded, sent) = await LoadAsync([], term, cancellationToken).ConfigureAwait(false);
        if (IsMine(LeaseOf(loaded)))
        {
            await TryWriteAsync(loaded, loaded.World, sent, Duration.Zero, cancellationToken).ConfigureAwait(false);
        }

        _held = null;
    }

    /// <summary>Reads the entries that follow a cursor.</summary>
    public Task<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        AskAsync(token => store.ReadJournalAsync(after, limit, token), term, cancellationToken);

    /// <summary>Reads an entry that was set aside; <see langword="null"/> when it was forgotten.</summary>
    public async Task<SetAsideRecord?> FindSetAsideAsync(long position, CancellationToken cancellationToken)
    {
        var key = SetAsideRecord.KeyOf(follower, position);
        var loaded = await AskAsync(token => records.LoadAsync([key], token), term, cancellationToken).ConfigureAwait(false);
        return loaded.World.TryGet<SetAsideRecord>(key, out var aside) ? aside : null;
    }

    /// <summary>Reads everything that was set aside. What does not verify is left alone, and the log says so.</summary>
    public async Task<IReadOnlyList<SetAsideRecord>> ReadSetAsideAsync(CancellationToken cancellationToken)
    {
        var query = new StoreQuery.OfParty(Tenant.Application, RecordKind.SetAside, follower);
        var found = new List<SetAsideRecord>();
        for (string? after = null; ;)
        {
            var request = new PageRequest(PageSize, after);
            var page = await AskAsync(token => store.QueryAsync(query, request, token), term, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Records.Select(records.ReadIfWhole).OfType<SetAsideRecord>());
            if ((after = page.Next) is null)
            {
                return found;
            }
        }
    }

    private bool IsMine(LeaseRecord? lease) => string.Equals(lease?.Holder, node, StringComparison.Ordinal);

    // A lease that has stood for a whole term is over too, whatever its end says: it may have been written by a process whose clock was ahead.
    private bool IsOver(LeaseRecord lease, Loaded loaded)
    {
        var version = loaded.VersionOf(lease.Key);
        if (_seen is not { } seen || seen.Version != version)
        {
            _seen = seen = (version, clock.Reading);
        }

        return lease.Until.HasPassed(loaded.Now) || clock.Reading.MonotonicSince(seen.Since) > term.TotalMilliseconds;
    }

    private LeaseRecord? LeaseOf(Loaded loaded) => loaded.World.TryGet<LeaseRecord>(LeaseRecord.KeyOf(follower), out var lease) ? lease : null;

    private CursorRecord CursorOf(Loaded loaded) =>
        loaded.World.TryGet<CursorRecord>(CursorRecord.KeyOf(follower), out var cursor) ? cursor : CursorRecord.StartOf(follower);

    private async Task WriteAsync(
        CursorRecord known, IReadOnlyList<RecordKey> more, Func<World, Instant, World> change, Duration limit, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var (loaded, sent) = await LoadAsync(more, limit, cancellationToken).ConfigureAwait(false);
            if (!IsMine(LeaseOf(loaded)) || CursorOf(loaded) != known)
            {
                _held = null;
                throw new LeaseLostException();
            }

            if (await TryWriteAsync(loaded, change(loaded.World, loaded.Now), sent, term, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<(Loaded Loaded, NodeTime Sent)> LoadAsync(IReadOnlyList<RecordKey> more, Duration limit, CancellationToken cancellationToken)
    {
        // INVARIANT: the node counts its lease from before the store was asked for its time, so it ends here before it ends there.
        var sent = clock.Reading;
        RecordKey[] keys = [LeaseRecord.KeyOf(follower), CursorRecord.KeyOf(follower), .. more];
        return (await AskAsync(token => records.LoadAsync(keys, token), limit, cancellationToken).ConfigureAwait(false), sent);
    }

    private async Task<bool> TryWriteAsync(Loaded loaded, World after, NodeTime sent, Duration lasts, CancellationToken cancellationToken)
    {
        var until = Deadline.From(loaded.Now + lasts);
        var batch = batches.Build(loaded.World, loaded.Versions, after.With(new LeaseRecord(follower, node, until)), [], Actor.Housekeeping);
        if (!(await AskAsync(token => store.CommitAsync(batch, token), term, cancellationToken).ConfigureAwait(false)).IsCommitted)
        {
            return false;
        }

        _held = new Held(sent, loaded.Now.ToUnixTimeMilliseconds());
        return true;
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, Duration limit, CancellationToken cancellationToken)
    {
        try
        {
            return await TimeLimit.RunAsync(ask, Duration.Max(limit, Duration.FromMilliseconds(1)), clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new StoreUnavailableException("The store has not answered a follower in time.", exception);
        }
    }

    private sealed record Held(NodeTime Sent, long StoreTime);
}
