using JitAccess.Diagnostics;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Followers;

/// <summary>The time during which this node delivers to a follower: from where another left off until it is interrupted.</summary>
/// <remarks>Everything here throws a <see cref="FollowerInterruption"/> when the term is over. Used by one runner, in turn.</remarks>
internal sealed class FollowerTerm(string name, CursorRecord cursor, FollowerStore store, FollowerCall call, JitMetrics metrics, ILogger logger)
{
    /// <summary>How far the follower has come, as the store knows it.</summary>
    public CursorRecord Cursor { get; private set; } = cursor;

    /// <summary>Whether the journal was read up to here: what this node knows of its head.</summary>
    public long Head { get; set; } = cursor.Position;

    /// <summary>What waits beside the cursor; <see langword="null"/> until there was time to read it.</summary>
    public SetAsideQueue? SetAside { get; set; }

    /// <summary>Hands entries over that follow the cursor.</summary>
    public async Task<Attempted> HandOverAsync(IReadOnlyList<StoredEntry> entries, CancellationToken cancellationToken)
    {
        // INVARIANT: before an entry is handed over for the first time the store knows that it may have arrived.
        List<JournalDelivery> deliveries = [.. entries.Select(entry => new JournalDelivery(entry, entry.Position <= Cursor.Handed))];
        if (entries[^1].Position > Cursor.Handed)
        {
            await MoveAsync(Cursor with { Handed = entries[^1].Position }, cancellationToken).ConfigureAwait(false);
        }

        return await CallAsync(deliveries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands an entry over that was set aside.</summary>
    public Task<Attempted> HandOverLateAsync(StoredEntry entry, CancellationToken cancellationToken) =>
        CallAsync([new JournalDelivery(entry, MayBeRepeated: true)], cancellationToken);

    /// <summary>Moves the cursor past entries that have arrived.</summary>
    public Task ArriveAsync(StoredEntry last, CancellationToken cancellationToken) => MoveAsync(Cursor.After(last), cancellationToken);

    /// <summary>Moves the cursor past the entry that follows it and cannot be delivered now.</summary>
    public async Task SetAsideAsync(StoredEntry entry, string failure, CancellationToken cancellationToken)
    {
        var (before, after) = (Cursor, Cursor.After(entry));
        var aside = await store.SetAsideAsync(
            before, after, now => SetAsideRecord.Of(name, entry.Position, before.Hash, now, failure), cancellationToken).ConfigureAwait(false);
        Cursor = after;
        SetAside?.Add(aside);
        FollowerLog.SetAside(logger, name, entry.Position, failure);
    }

    /// <summary>Writes how another try of an entry set aside went.</summary>
    public async Task SettleAsync(SetAsideRecord tried, Attempted attempted, CancellationToken cancellationToken)
    {
        var after = await store.SettleAsync(
            Cursor, tried, now => attempted.IsDelivered ? null : tried.Again(now, attempted.Failure), cancellationToken).ConfigureAwait(false);
        if (after is not null)
        {
            SetAside?.Add(after);
        }
        else if (attempted.IsDelivered)
        {
            FollowerLog.DeliveredLate(logger, name, tried.Position);
        }
    }

    private async Task MoveAsync(CursorRecord next, CancellationToken cancellationToken)
    {
        await store.MoveAsync(Cursor, next, cancellationToken).ConfigureAwait(false);
        Cursor = next;
    }

    private async Task<Attempted> CallAsync(List<JournalDelivery> deliveries, CancellationToken cancellationToken)
    {
        var arrived = false;
        try
        {
            var attempted = await call.DeliverAsync(deliveries, Cursor, cancellationToken).ConfigureAwait(false);
            arrived = attempted.IsDelivered;
            return attempted;
        }
        finally
        {
            metrics.Delivered(name, arrived, deliveries.Count);
        }
    }
}
