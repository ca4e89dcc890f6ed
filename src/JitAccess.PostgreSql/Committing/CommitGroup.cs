using JitAccess.Stores;

namespace JitAccess.PostgreSql;

/// <summary>
/// The batches of one transaction: each is judged against what the ones before it leave, wins or fails alone, and what the winners write is
/// gathered, so that a statement writes it for all.
/// </summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class CommitGroup(JournalHead head, Dictionary<RecordKey, StoredVersion> versions)
{
    private readonly HashSet<RecordKey> _written = [];
    private readonly List<Action> _outcomes = [];
    private JournalHead _head = head;

    /// <summary>The entries of the winners, in order.</summary>
    public List<StoredEntry> Entries { get; } = [];

    /// <summary>The writes of the winners, in order: no record twice.</summary>
    public List<(RecordWrite Write, long Number)> Writes { get; } = [];

    /// <summary>Whether there is anything to commit.</summary>
    public bool IsEmpty => Entries.Count == 0 && Writes.Count == 0;

    /// <summary>Takes a batch into the group.</summary>
    /// <returns>Whether it was judged; one that rests on a record which the group writes waits for the next group.</returns>
    public bool TryAdd(GroupItem<CommitBatch, CommitResult> item)
    {
        if (!item.Work.Expectations.All(expected => versions.GetValueOrDefault(expected.Key, StoredVersion.None).Version == expected.Version))
        {
            _outcomes.Add(() => item.Complete(CommitResult.Lost));
            return true;
        }

        if (item.Work.Expectations.Any(expected => _written.Contains(expected.Key)))
        {
            return false;
        }

        try
        {
            var sealedBatch = Seal(item.Work);
            var result = sealedBatch is null ? CommitResult.Lost : CommitResult.Of(sealedBatch);
            _outcomes.Add(() => item.Complete(result));
        }
        catch (Exception exception)
        {
            _outcomes.Add(() => item.Fail(exception)); // what sealing throws is the caller's own
        }

        return true;
    }

    /// <summary>Tells everybody what became of their batch, once it is durable.</summary>
    public void Tell() => _outcomes.ForEach(static tell => tell());

    private SealedBatch? Seal(CommitBatch batch)
    {
        if (batch.Seal(_head) is not { } made)
        {
            return null;
        }

        foreach (var write in made.Writes)
        {
            LegalSteps.Demand(versions.GetValueOrDefault(write.Key, StoredVersion.None).Index, write);
        }

        Entries.AddRange(made.Entries);
        foreach (var write in made.Writes)
        {
            var before = versions.GetValueOrDefault(write.Key, StoredVersion.None);
            Writes.Add((write, before.Number));
            versions[write.Key] = new StoredVersion(before.Number, write.Record?.Version ?? 0, write.Record is null ? null : write.Index);
            _written.Add(write.Key);
        }

        _head = made.Entries is [.., var last] ? new JournalHead(last.Position, last.Hash, _head.StoreTime) : _head;
        return made;
    }
}
