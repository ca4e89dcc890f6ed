using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Options;

namespace JitAccess.Nodes;

/// <summary>Reads the store for a node: verifies what it gives, and says what it means to <see cref="NodeProtocol"/>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NodeReader(IGrantStore store, Authenticator authenticator, JitClock clock, IOptions<JitAccessOptions> options)
{
    private const int PageSize = 1000;
    private const int BatchSize = 500; // of live grants

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
            var live = new List<GrantLive>();
            var fault = await ReadLiveAsync(snapshot, live, patience).ConfigureAwait(false);
            return new NodeMessage.SnapshotRead(read.Poll, snapshot.Incarnation, snapshot.Head, live, fault);
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

    private async ValueTask<string?> ReadLiveAsync(LiveGrantSnapshot snapshot, List<GrantLive> live, Patience patience)
    {
        var records = snapshot.Records.GetAsyncEnumerator(patience.Token);
        Func<CancellationToken, ValueTask<bool>> moveNext = _ => records.MoveNextAsync(); // which was given the token already
        var reader = new LiveGrantReader();
        var batch = new List<StoredRecord>();
        var understanding = Task.FromResult<string?>(null);
        try
        {
            while (await patience.AskAsync(moveNext).ConfigureAwait(false))
            {
                batch.Add(records.Current);
                if (batch.Count == BatchSize)
                {
                    if (await understanding.ConfigureAwait(false) is { } fault)
                    {
                        return fault;
                    }

                    // One batch is verified and understood while the next one comes.
                    var whole = batch;
                    understanding = Task.Run(() => Read(reader, whole, snapshot.Head, live));
                    batch = new List<StoredRecord>(BatchSize);
                }
            }

            return await understanding.ConfigureAwait(false) ?? Read(reader, batch, snapshot.Head, live);
        }
        finally
        {
            try
            {
                await understanding.ConfigureAwait(false); // nothing works on the list any more when this returns
            }
            finally
            {
                await patience.CloseAsync(records).ConfigureAwait(false);
            }
        }
    }

    private string? Read(LiveGrantReader reader, List<StoredRecord> batch, JournalHead head, List<GrantLive> live)
    {
        foreach (var record in batch)
        {
            if (Read(reader, record, head, live) is { } fault)
            {
                return fault;
            }
        }

        return null;
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

            if (grant is not null)
            {
                live.Add(grant);
            }

            return null;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return $"The record of a live grant at position {record.Position} cannot be understood by this version: {exception.Message}";
        }
    }

    private static bool IsUnreadable(Exception exception) => exception is System.Text.Json.JsonException or InvalidOperationException or FormatException;
}
