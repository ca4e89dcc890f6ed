using System.Collections.Immutable;

namespace JitAccess.Stores;

/// <summary>Everything that an in-memory store holds at one moment.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class MemoryState
{
    private readonly ImmutableDictionary<RecordKey, MemoryRecord> _records;
    private readonly ImmutableList<StoredEntry> _journal;
    private readonly long _lastRow;

    private MemoryState(ImmutableDictionary<RecordKey, MemoryRecord> records, ImmutableList<StoredEntry> journal, long lastRow)
    {
        _records = records;
        _journal = journal;
        _lastRow = lastRow;
    }

    public static MemoryState Empty { get; } = new(ImmutableDictionary<RecordKey, MemoryRecord>.Empty, [], 0);

    public int Count => _records.Count;

    public IEnumerable<MemoryRecord> Records => _records.Values;

    public MemoryRecord? Find(RecordKey key) => _records.GetValueOrDefault(key);

    public JournalHead HeadAt(StoreClock clock)
    {
        var last = _journal.IsEmpty ? null : _journal[^1];
        return new JournalHead(_journal.Count, last?.Hash ?? JournalHead.NoHash, clock.Now(last?.Time));
    }

    public bool Holds(IReadOnlyList<RecordExpectation> expectations) =>
        expectations.All(expected => (Find(expected.Key)?.Stored.Version ?? 0) == expected.Version);

    public bool HoldsPrefix(JournalCursor cursor)
    {
        if (cursor.Position < 0 || cursor.Position > _journal.Count)
        {
            return false;
        }

        var hash = cursor.Position == 0 ? JournalHead.NoHash : _journal[(int)cursor.Position - 1].Hash;
        return hash.Span.SequenceEqual(cursor.Hash.Span);
    }

    public IReadOnlyList<StoredEntry> EntriesAfter(long position, int limit) =>
        _journal.GetRange((int)position, Math.Min(limit, _journal.Count - (int)position));

    /// <summary>The state after a batch, or an exception that leaves no trace when the batch is no legal one.</summary>
    public MemoryState With(SealedBatch batch)
    {
        var records = _records.ToBuilder();
        var row = _lastRow;
        foreach (var write in batch.Writes)
        {
            var before = records.GetValueOrDefault(write.Key);
            LegalSteps.Demand(before?.Index, write);
            if (write.Record is { } record)
            {
                records[write.Key] = new MemoryRecord(record, write.Index, before?.CreatedPosition ?? record.Position, before?.Row ?? ++row);
            }
            else
            {
                records.Remove(write.Key);
            }
        }

        return new MemoryState(records.ToImmutable(), _journal.AddRange(batch.Entries), row);
    }

    public MemoryState WithoutTextsOf(Erasure.TextsOf texts) => new(
        _records.RemoveRange(
            from record in _records.Values
            where record.Stored.Key.Kind == RecordKind.Text && record.Stored.Key.Tenant == texts.Tenant
                && string.Equals(record.Index.Subject, texts.Subject, StringComparison.Ordinal)
            select record.Stored.Key),
        _journal,
        _lastRow);
}
