using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Nodes;

/// <summary>Reads the store for a node: verifies what it gives, and says what it means to <see cref="NodeProtocol"/>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NodeReader(IGrantStore store, Authenticator authenticator, JitClock clock, IOptions<JitAccessOptions> options)
{
    private const int PageSize = 1000;

    // A poll that was sent so long ago proves nothing any more, so nobody waits longer for an answer.
    private readonly TimeSpan _patience = options.Value.StalenessBound.ToTimeSpan();

    /// <summary>Reads the journal.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, does not answer in time, or is sealed with a key that this node does not hold.</exception>
    public async Task<NodeMessage> ReadAsync(NodeEffect.ReadJournal read, CancellationToken cancellationToken)
    {
        using var patience = new Patience(_patience, clock, cancellationToken);
        var page = await patience.AskAsync(token => store.ReadJournalAsync(read.After, PageSize, token)).ConfigureAwait(false);
        var readable = page.Entries.TakeWhile(entry => authenticator.Knows(entry.KeyId)).ToList();
        if (readable.Count == 0 && page.Entries is [var first, ..])
        {
            DemandKey(first.KeyId, first.Position);
        }

        return new NodeMessage.PageRead(read.Poll, page.Incarnation, page.Head, page.HoldsPrefix, [.. readable.Select(Chain)]);
    }

    /// <summary>Reads all live grants.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, does not answer in time, or is sealed with a key that this node does not hold.</exception>
    public async Task<NodeMessage> ReadAsync(NodeEffect.ReadSnapshot read, CancellationToken cancellationToken)
    {
        using var patience = new Patience(_patience, clock, cancellationToken);
        var snapshot = await patience.AskAsync(store.ReadLiveGrantsAsync).ConfigureAwait(false);
        try
        {
            // INVARIANT: read after the snapshot was taken, so that it is no older: an adoption in between is one too many, never one too few.
            // Where its entry does not prove when it began, it is as if it began now: nothing that is in the snapshot lives, and another adoption is possible.
            var adopted = await LoadEpochAsync(patience).ConfigureAwait(false);
            var proved = adopted is { } found ? await ProveAsync(found, patience).ConfigureAwait(false) : null;
            Instant? began = adopted is null ? null : proved?.Began ?? snapshot.Head.StoreTime;
            var intake = new LiveGrantIntake((reader, record, live) => Read(reader, record, snapshot.Head, began, live));
            await ReadLiveAsync(snapshot, intake, patience).ConfigureAwait(false);
            return new NodeMessage.SnapshotRead(read.Poll, snapshot.Incarnation, snapshot.Head, intake.Live, intake.Fault) { Epoch = adopted?.Epoch.Number ?? 0 };
        }
        finally
        {
            await patience.CloseAsync(snapshot).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for an adoption, and for the proof of it: the entry that the key authenticates, where its record says that it stands.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, does not answer in time, or its record does not verify.</exception>
    public async Task<NodeMessage> ReadAsync(NodeEffect.ReadEpoch read, CancellationToken cancellationToken)
    {
        using var patience = new Patience(_patience, clock, cancellationToken);
        return await LoadEpochAsync(patience).ConfigureAwait(false) is { } record && await ProveAsync(record, patience).ConfigureAwait(false) is { } epoch
            ? new NodeMessage.EpochRead(read.Poll, epoch.Incarnation, new AdoptedAt(epoch.Number, epoch.At))
            : new NodeMessage.EpochRead(read.Poll, "", null);
    }

    /// <summary>Says what an entry is to a node, or why it cannot be trusted.</summary>
    public ChainedEntry Chain(StoredEntry entry)
    {
        if (!authenticator.Verifies(entry))
        {
            return Faulty(entry, $"The journal entry at position {entry.Position} does not verify.");
        }

        try
        {
            return new ChainedEntry(
                entry.Position, Convert.FromHexString(EntryReader.ReadPrevious(entry)), entry.Hash, Deadline.From(entry.Time), EntryReader.ReadEffects(entry));
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return Faulty(entry, $"The journal entry at position {entry.Position} cannot be understood by this version: {exception.Message}");
        }
    }

    // What a key refutes is never believed again. A key that is not there may come, with a file that is on its way: until then the store is as good as away.
    private void DemandKey(string keyId, long position)
    {
        if (!authenticator.Knows(keyId))
        {
            throw new StoreUnavailableException($"What the store holds at position {position} is sealed with the key {SafeText.Show(keyId)}, which this node does not hold.")
            {
                Reason = Reason.KeyMissing,
            };
        }
    }

    private static ChainedEntry Faulty(StoredEntry entry, string fault) => new(entry.Position, default, entry.Hash, Deadline.From(entry.Time), [], fault);

    private static async ValueTask ReadLiveAsync(LiveGrantSnapshot snapshot, LiveGrantIntake intake, Patience patience)
    {
        var records = snapshot.Records.GetAsyncEnumerator(patience.Token);
        Func<CancellationToken, ValueTask<bool>> moveNext = _ => records.MoveNextAsync(); // which was given the token already
        try
        {
            while (intake.Fault is null && await patience.AskAsync(moveNext).ConfigureAwait(false))
            {
                await intake.TakeAsync(records.Current).ConfigureAwait(false);
            }
        }
        finally
        {
            try
            {
                await intake.FinishAsync().ConfigureAwait(false); // nothing works on the records any more when this returns
            }
            finally
            {
                await patience.CloseAsync(records).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<(EpochRecord Epoch, long Position)?> LoadEpochAsync(Patience patience)
    {
        var loaded = await patience.AskAsync(token => store.LoadAsync([EpochRecord.TheKey], token)).ConfigureAwait(false);
        if (loaded.Records is not [var record])
        {
            return null;
        }

        DemandKey(record.KeyId, record.Position);
        return authenticator.Verifies(record) && record.Key == EpochRecord.TheKey
            ? ((EpochRecord)JournalJson.Read(record), record.Position)
            : throw new StoreUnavailableException("The record of the store's last adoption does not verify.") { Reason = Reason.JournalBroken };
    }

    // The entry that the key authenticates, where the record says that it stands. Those between are few: what was committed while the adoption was decided.
    private async ValueTask<ProvedEpoch?> ProveAsync((EpochRecord Epoch, long Position) adopted, Patience patience)
    {
        for (var cursor = adopted.Epoch.Before; ;)
        {
            var after = cursor;
            var page = await patience.AskAsync(token => store.ReadJournalAsync(after, PageSize, token)).ConfigureAwait(false);
            foreach (var stored in page.Entries)
            {
                var entry = Chain(stored);
                if (entry.Fault is not null || entry.Position != cursor.Position + 1 || !entry.Previous.Span.SequenceEqual(cursor.Hash.Span))
                {
                    return null;
                }

                cursor = new JournalCursor(entry.Position, entry.Hash);
                if (entry.Position == adopted.Position)
                {
                    var isProved = entry.Effects.Contains(new Epoch(adopted.Epoch.Number));
                    return isProved ? new ProvedEpoch(adopted.Epoch.Number, stored.Time, cursor, page.Incarnation) : null;
                }
            }

            if (page.Entries.Count == 0)
            {
                return null;
            }
        }
    }

    private string? Read(LiveGrantReader reader, StoredRecord record, JournalHead head, Instant? epoch, List<GrantLive> live)
    {
        DemandKey(record.KeyId, record.Position);
        if (!authenticator.Verifies(record))
        {
            return $"The record of a live grant at position {record.Position} does not verify.";
        }

        try
        {
            if (record.Key.Kind != RecordKind.Grant)
            {
                return $"The record of a live grant at position {record.Position} is something else.";
            }

            var (start, grant) = reader.Read(record);

            // INVARIANT: what the key authenticates bounds the store's time from below, since the time beside it can be written by whoever can
            // write the database.
            if (!Deadline.From(start).HasPassed(head.StoreTime))
            {
                return $"The store's time lies before the start of a live grant at position {record.Position}: it was set back.";
            }

            if (grant is null || (epoch is { } began && EpochRecord.EndsWhatBegan(began, start)))
            {
                return null;
            }

            live.Add(grant);
            return record.Key == GrantRecord.KeyOf(grant.Subject.Tenant, grant.Grant)
                ? null
                : $"The record of a live grant at position {record.Position} is under the key of another.";
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return $"The record of a live grant at position {record.Position} cannot be understood by this version: {exception.Message}";
        }
    }

    /// <summary>An adoption, proved by its entry: when that was sealed, where it stands, and the life of the store in which it was read.</summary>
    private sealed record ProvedEpoch(long Number, Instant Began, JournalCursor At, string Incarnation);

    private static bool IsUnreadable(Exception exception) => exception is System.Text.Json.JsonException or InvalidOperationException or FormatException;
}
