using System.Collections.Immutable;
using JitAccess.Stores;

namespace CustomStore;

/// <summary>Everything that the file says, in memory.</summary>
/// <remarks>Immutable: a reader keeps what it sees, and a batch that fails half way has changed nothing.</remarks>
internal sealed class StoreState
{
    private readonly ImmutableDictionary<RecordKey, Row> _rows;
    private readonly ImmutableList<StoredEntry> _journal;
    private readonly long _lastNumber;

    private StoreState(ImmutableDictionary<RecordKey, Row> rows, ImmutableList<StoredEntry> journal, long lastNumber)
    {
        _rows = rows;
        _journal = journal;
        _lastNumber = lastNumber;
    }

    public static StoreState Empty { get; } = new(ImmutableDictionary<RecordKey, Row>.Empty, [], 0);

    public IEnumerable<Row> Rows => _rows.Values;

    public Row? Find(RecordKey key) => _rows.GetValueOrDefault(key);

    public bool Holds(IReadOnlyList<RecordExpectation> expectations) =>
        expectations.All(expected => (Find(expected.Key)?.Record.Version ?? 0) == expected.Version);

    public JournalHead HeadAt(StoreClock clock)
    {
        var last = _journal.IsEmpty ? null : _journal[^1];
        return new JournalHead(_journal.Count, last?.Hash ?? JournalHead.NoHash, clock.Now(last?.Time));
    }

    /// <summary>Whether the cursor's hash is that of the entry at its position: whether its reader has been reading this journal.</summary>
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

    /// <summary>What a sealed batch changes; throws when a write is no legal step.</summary>
    public Change Plan(SealedBatch batch)
    {
        var put = new List<Row>();
        var removed = new List<RecordKey>();
        foreach (var write in batch.Writes)
        {
            var before = Find(write.Key);
            LegalSteps.Demand(before?.Index, write);
            if (write.Record is not { } record)
            {
                removed.Add(write.Key);
                continue;
            }

            var index = write.Index.Parties.IsDefault ? write.Index with { Parties = [] } : write.Index;
            put.Add(new Row(record, index, before?.Created ?? record.Position, before?.Number ?? _lastNumber + put.Count + 1));
        }

        return new Change(put, removed, batch.Entries);
    }

    public StoreState With(Change change) => new(
        _rows.RemoveRange(change.Removed).SetItems(change.Put.Select(row => KeyValuePair.Create(row.Record.Key, row))),
        _journal.AddRange(change.Entries),
        change.Put.Select(row => row.Number).Append(_lastNumber).Max());

    /// <summary>The change that makes this state of nothing.</summary>
    public Change Whole() => new([.. _rows.Values], [], _journal);
}
