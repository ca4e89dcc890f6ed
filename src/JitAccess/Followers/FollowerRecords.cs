using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>What one follower keeps in the store: who runs it, how far it has come, what was set aside. Every write is one of the node that holds the lease.</summary>
/// <remarks>
/// The lease is renewed by each write and runs on the store's time. A node that lost it without noticing writes nothing: the write expects the lease as it was
/// read. Used by one runner, in turn.
/// </remarks>
internal sealed class FollowerRecords(
    string follower, string node, Duration term, IGrantStore store, RecordReader records, BatchBuilder batches, JitClock clock)
{
    private const int PageSize = 1000;

    private NodeTime? _held;

    /// <summary>Takes the lease if nobody has it, or renews it when a third of it is over.</summary>
    /// <returns>Where to go on, if the node has it: a new one when another node may have had it meanwhile.</returns>
    public async Task<CursorRecord?> HoldAsync(CursorRecord? current, CancellationToken cancellationToken)
    {
        if (current is not null && _held is { } since && clock.Reading.Since(since) < term.TotalMilliseconds / 3)
        {
            return current;
        }

        if (await WriteAsync([], mustBeMine: false, Deadline.After, static (world, _) => world, cancellationToken).ConfigureAwait(false) is not { } written)
        {
            return null;
        }

        return current is not null && written.WasMine ? current : CursorOf(written.World);
    }

    /// <summary>Moves the cursor, or says how far entries are handed over.</summary>
    /// <returns>Whether the node still has the lease; if not, nothing was written.</returns>
    public async Task<bool> MoveAsync(CursorRecord cursor, CancellationToken cancellationToken) =>
        await WriteAsync([], (world, _) => world.With(cursor), cancellationToken).ConfigureAwait(false);

    /// <summary>Moves the cursor past an entry that is set aside.</summary>
    /// <returns>What was written, or <see langword="null"/> when the node has lost the lease.</returns>
    public async Task<SetAsideRecord?> SetAsideAsync(CursorRecord cursor, Func<Instant, SetAsideRecord> make, CancellationToken cancellationToken)
    {
        SetAsideRecord? aside = null;
        var isWritten = await WriteAsync(
            [SetAsideRecord.KeyOf(follower, cursor.Position)], (world, now) => world.With(aside = make(now)).With(cursor), cancellationToken).ConfigureAwait(false);
        return isWritten ? aside : null;
    }

    /// <summary>Writes how another try of an entry set aside went; <see langword="null"/> removes it.</summary>
    /// <returns>Whether the node still has the lease; if not, nothing was written.</returns>
    public async Task<bool> SettleAsync(long position, Func<SetAsideRecord, Instant, SetAsideRecord?> settle, CancellationToken cancellationToken)
    {
        var key = SetAsideRecord.KeyOf(follower, position);
        return await WriteAsync(
            [key],
            (world, now) => !world.TryGet<SetAsideRecord>(key, out var aside) ? world // it was forgotten meanwhile
                : settle(aside, now) is { } next ? world.With(next)
                : world.Without(key),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an entry that was set aside; <see langword="null"/> when it was forgotten.</summary>
    public async Task<SetAsideRecord?> FindSetAsideAsync(long position, CancellationToken cancellationToken)
    {
        var key = SetAsideRecord.KeyOf(follower, position);
        return (await records.LoadAsync([key], cancellationToken).ConfigureAwait(false)).World.TryGet<SetAsideRecord>(key, out var aside) ? aside : null;
    }

    /// <summary>Reads everything that was set aside. What does not verify is left alone, and the log says so.</summary>
    public async Task<IReadOnlyList<SetAsideRecord>> ReadSetAsideAsync(CancellationToken cancellationToken)
    {
        var found = new List<SetAsideRecord>();
        for (string? after = null; ;)
        {
            var query = new StoreQuery.OfParty(Tenant.Application, RecordKind.SetAside, follower);
            var page = await store.QueryAsync(query, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Records.Select(records.ReadIfWhole).OfType<SetAsideRecord>());
            if ((after = page.Next) is null)
            {
                return found;
            }
        }
    }

    /// <summary>Lets another node take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held is not null)
        {
            await WriteAsync([], mustBeMine: true, static (now, _) => Deadline.From(now), static (world, _) => world, cancellationToken).ConfigureAwait(false);
            _held = null;
        }
    }

    private bool IsMine(LeaseRecord? lease) => string.Equals(lease?.Holder, node, StringComparison.Ordinal);

    private CursorRecord CursorOf(World world) =>
        world.TryGet<CursorRecord>(CursorRecord.KeyOf(follower), out var cursor) ? cursor : CursorRecord.StartOf(follower);

    private async Task<bool> WriteAsync(IReadOnlyList<RecordKey> more, Func<World, Instant, World> change, CancellationToken cancellationToken) =>
        await WriteAsync(more, mustBeMine: true, Deadline.After, change, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<Written?> WriteAsync(
        IReadOnlyList<RecordKey> more,
        bool mustBeMine,
        Func<Instant, Duration, Deadline> until,
        Func<World, Instant, World> change,
        CancellationToken cancellationToken)
    {
        for (; ; )
        {
            // INVARIANT: the node counts its lease from before the store was asked for its time, so it ends here before it ends there.
            var sent = clock.Reading;
            var loaded = await records.LoadAsync([LeaseRecord.KeyOf(follower), CursorRecord.KeyOf(follower), .. more], cancellationToken).ConfigureAwait(false);
            loaded.World.TryGet<LeaseRecord>(LeaseRecord.KeyOf(follower), out var lease);
            if (!IsMine(lease) && (mustBeMine || lease is not null && !lease.Until.HasPassed(loaded.Now)))
            {
                _held = null;
                return null;
            }

            var after = change(loaded.World, loaded.Now).With(new LeaseRecord(follower, node, until(loaded.Now, term)));
            var batch = batches.Build(loaded.World, loaded.Versions, after, [], Actor.Housekeeping);
            if ((await store.CommitAsync(batch, cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                _held = sent;
                return new Written(after, IsMine(lease));
            }
        }
    }

    private sealed record Written(World World, bool WasMine);
}
