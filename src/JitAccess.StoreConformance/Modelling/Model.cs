using NodaTime;

namespace JitAccess.Stores;

/// <summary>The store as naively as it can be written: lists, and the rules read from the architecture.</summary>
internal sealed class Model
{
    private int _rows;

    public Dictionary<RecordKey, Row> Records { get; private set; } = [];

    public List<StoredEntry> Journal { get; } = [];

    /// <summary>The earliest that the store's time can be: the wall clock, and never before the last entry.</summary>
    public Instant EarliestTime(Instant wall) => Journal.Count > 0 && Journal[^1].Time > wall ? Journal[^1].Time : wall;

    public bool Holds(CommitBatch batch) => batch.Expectations.All(expected =>
        expected.Version == (Records.TryGetValue(expected.Key, out var row) ? row.Record.Version : 0));

    /// <summary>Whether every write is a legal step; if so, they are done.</summary>
    public bool TryCommit(SealedBatch batch)
    {
        if (!batch.Writes.All(write => IsLegal(Records.GetValueOrDefault(write.Key)?.Index, write)))
        {
            return false;
        }

        foreach (var write in batch.Writes)
        {
            Records.TryGetValue(write.Key, out var before);
            Records.Remove(write.Key);
            if (write.Record is { } record)
            {
                Records[write.Key] = new Row(record, write.Index, before?.Created ?? record.Position, before?.Number ?? ++_rows);
            }
        }

        Journal.AddRange(batch.Entries);
        return true;
    }

    public int Erase(Tenant tenant, string subject)
    {
        var before = Records.Count;
        Records = Records
            .Where(pair => !(pair.Key.Kind == RecordKind.Text && pair.Key.Tenant == tenant && pair.Value.Index.Subject == subject))
            .ToDictionary();
        return before - Records.Count;
    }

    public IEnumerable<RecordKey> Query(StoreQuery query)
    {
        var rows = Records.Values.Where(row => query switch
        {
            StoreQuery.OfTenant asked => row.Is(asked.Tenant, asked.Kind),
            StoreQuery.OfParty asked => row.Is(asked.Tenant, asked.Kind) && row.Index.Parties.Contains(asked.Party),
            StoreQuery.Open asked => row.Is(asked.Tenant, asked.Kind) && !row.Index.IsTerminal
                && (asked.Subject ?? row.Index.Subject) == row.Index.Subject && (asked.Policy ?? row.Index.Policy) == row.Index.Policy,
            StoreQuery.Due asked => row.Index.Due is { } due && due.UnixMilliseconds <= asked.Now.ToUnixTimeMilliseconds(),
            _ => false,
        });
        rows = query is StoreQuery.Due
            ? rows.OrderBy(row => row.Index.Due!.Value.UnixMilliseconds).ThenBy(row => row.Number)
            : rows.OrderByDescending(row => row.Created).ThenByDescending(row => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(row.Record.Key.Id)), StringComparer.Ordinal);
        return rows.Select(row => row.Record.Key);
    }

    private static bool IsLegal(RecordIndex? before, RecordWrite write)
    {
        if (write.Key.Kind is not (RecordKind.Request or RecordKind.Grant))
        {
            return true;
        }

        var (old, next) = (before?.State ?? "", write.Index.State ?? "");
        string[] order = write.Key.Kind == RecordKind.Request ? ["", "pending"] : ["", "scheduled", "claimable", "active"];
        if (write.Record is null || Array.IndexOf(order, next) == 0)
        {
            return false;
        }

        // Open states only go forward, a final one only to itself; from nothing, only approval at once is final.
        return Array.IndexOf(order, old) is var from && from < 0
            ? next == old
            : Array.IndexOf(order, next) is var to && (to >= from && to > 0 || to < 0 && (from > 0 || next == "approved"));
    }

    /// <summary>A record with its place.</summary>
    internal sealed record Row(StoredRecord Record, RecordIndex Index, long Created, int Number)
    {
        public bool Is(Tenant tenant, RecordKind kind) => Record.Key.Tenant == tenant && Record.Key.Kind == kind;
    }
}
