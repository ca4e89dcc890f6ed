using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Sqlite;

/// <summary>The end of the journal and the identity of the store, read together.</summary>
internal static class Head
{
    private const string Sql = "SELECT position, hash, time, (SELECT value FROM meta WHERE name = 'incarnation') FROM head";

    public static JournalHead Read(Database database, StoreClock clock) => ReadWithIncarnation(database, clock).Head;

    public static (JournalHead Head, string Incarnation) ReadWithIncarnation(Database database, StoreClock clock)
    {
        using var row = database.Query(Sql);
        return row.Read()
            ? (new JournalHead(row.GetInt64(0), row.GetBytes(1), clock.Now(Time(row))), row.GetString(3))
            : throw new StoreUnavailableException("The database has lost the head of its journal: it was edited. Put it back from its backup.");
    }

    private static Instant? Time(Statement.Rows row) => row.IsNull(2) ? null : Instant.FromUnixTimeMilliseconds(row.GetInt64(2));
}
