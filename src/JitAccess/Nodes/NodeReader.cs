using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Options;

namespace JitAccess.Nodes;

/// <summary>Reads the store for a node: verifies what it gives, and says what it means to <see cref="NodeProtocol"/>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NodeReader(IGrantStore store, Authenticator authenticator, JitClock clock, IOptions<JitAccessOptions> options)
{
    private const int PageSize = 1000;

    // A poll that was sent so long ago proves nothing any more, so nobody waits longer for an answer.
    private readonly TimeSpan _patience = options.Value.StalenessBound.ToTimeSpan();

    /// <summary>Reads the journal.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, or does not answer in time.</exception>
    public async Task<NodeMessage> ReadAsync(NodeEffect.ReadJournal read, CancellationToken cancellationToken)
    {
        using var patience = new Patience(_patience, clock, cancellationToken);
        var page = await patience.AskAsync(token => store.ReadJournalAsync(read.After, PageSize, token)).ConfigureAwait(false);
        return new NodeMessage.PageRead(read.Poll, page.Incarnation, page.Head, page.HoldsPrefix, [.. page.Entries.Select(Chain)]);
    }

    /// <summary>Reads all live grants.</summary>
    /// <exception cref="StoreUnavailableException">The store is away, or does not answer in time.</exception>
    public async Task<NodeMessage> ReadAsync(NodeEffect.ReadSnapshot read, CancellationToken cancellationToken)
    {
        using var patience = new Patience(_patience, clock, cancellationToken);
        var snapshot = await patience.AskAsync(store.ReadLiveGrantsAsync).ConfigureAwait(false);
        try
        {
            var intake = new LiveGrantIntake((reader, record, live) => Read(reader, record, snapshot.Head, live));
            await ReadLiveAsync(snapshot, intake, patience).ConfigureAwait(false);
            return new NodeMessage.SnapshotRead(read.Poll, snapshot.Incarnation, snapshot.Head, intake.Live, intake.Fault);
        }
        finally
        {
            await patience.CloseAsync(snapshot).ConfigureAwait(false);
        }
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

    private string? Read(LiveGrantReader reader, StoredRecord record, JournalHead head, List<GrantLive> live)
    {
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

            if (grant is null)
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

    private static bool IsUnreadable(Exception exception) => exception is System.Text.Json.JsonException or InvalidOperationException or FormatException;
}
