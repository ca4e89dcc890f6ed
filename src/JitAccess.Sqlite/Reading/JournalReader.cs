using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Sqlite;

/// <summary>Reads the journal after a cursor, once the cursor's hash proves that it lies on this journal.</summary>
internal static class JournalReader
{
    public const string SelectAfter =
        "SELECT position, tenant, time, bytes, hash, key_id, mac FROM journal WHERE position > @after ORDER BY position LIMIT @limit";

    public static JournalPage Read(Database database, JournalCursor after, int limit, StoreClock clock)
    {
        var (head, incarnation) = Head.ReadWithIncarnation(database, clock);
        var holds = HoldsPrefix(database, after, head);
        return new JournalPage(holds ? EntriesAfter(database, after.Position, limit) : [], head, incarnation, holds);
    }

    private static bool HoldsPrefix(Database database, JournalCursor cursor, JournalHead head)
    {
        if (cursor.Position < 0 || cursor.Position > head.Position)
        {
            return false;
        }

        if (cursor.Position == 0)
        {
            return JournalHead.NoHash.Span.SequenceEqual(cursor.Hash.Span);
        }

        using var row = database.Query("SELECT hash FROM journal WHERE position = @position", ("@position", cursor.Position));
        return row.Read() && row.GetBytes(0).AsSpan().SequenceEqual(cursor.Hash.Span);
    }

    private static List<StoredEntry> EntriesAfter(Database database, long position, int limit)
    {
        var entries = new List<StoredEntry>();
        using var row = database.Query(SelectAfter, ("@after", position), ("@limit", (long)limit));
        while (row.Read())
        {
            entries.Add(new StoredEntry(
                row.GetInt64(0),
                Tenant.Restore(row.GetString(1)),
                Instant.FromUnixTimeMilliseconds(row.GetInt64(2)),
                row.GetBytes(3),
                row.GetBytes(4),
                row.GetString(5),
                row.GetBytes(6)));
        }

        return entries;
    }
}
