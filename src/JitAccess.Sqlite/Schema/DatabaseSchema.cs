using System.Globalization;
using JitAccess.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JitAccess.Sqlite;

/// <summary>Makes a database ours: creates what is missing, migrates what is older, refuses what is not ours or too new.</summary>
/// <remarks>Safe when several processes do it at once: one migrates, the others wait and find it done.</remarks>
internal static class DatabaseSchema
{
    /// <summary>Written into every database of ours, so that nobody else's is touched: "JITA".</summary>
    public const int ApplicationId = 0x4A495441;

    private const int WalAttempts = 20;

    /// <summary>Whether a database holds our tables; a file without any table holds nobody's.</summary>
    public static bool IsOurs(Database database, DatabaseLocation location)
    {
        // One statement: another process creates the tables and the id in one transaction.
        using var row = database.Query("SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id");
        row.Read();
        var isOurs = row.GetInt64(0) == ApplicationId;
        return isOurs || row.GetInt64(1) == 0
            ? isOurs
            : throw new StoreUnavailableException($"The database \"{location}\" belongs to another application. Name a file of its own for JitAccess.");
    }

    /// <summary>Prepares a database and sees that it is whole.</summary>
    public static void Prepare(Database database, DatabaseLocation location)
    {
        IsOurs(database, location);
        if (location.Path is not null)
        {
            SwitchToWriteAheadLog(database);
        }

        database.Run("BEGIN IMMEDIATE");
        Migrate(database, location);
        database.Run("COMMIT");
        DemandWhole(database, location);
    }

    private static void Migrate(Database database, DatabaseLocation location)
    {
        var isOurs = IsOurs(database, location);
        var schema = isOurs ? Number(database, "schema") : 0;
        if (schema > Migration.Current)
        {
            DemandReadable(schema, Number(database, "min_reader"), location);
            return;
        }

        foreach (var migration in Migration.All.Where(migration => migration.Schema > schema))
        {
            database.Run(migration.Script());
            Write(database, "schema", migration.Schema);
            Write(database, "min_reader", migration.MinReader);
        }

        if (!isOurs)
        {
            database.Pragma(string.Create(CultureInfo.InvariantCulture, $"application_id={ApplicationId}"));
        }
    }

    private static void DemandReadable(int schema, int minReader, DatabaseLocation location)
    {
        if (minReader > Migration.Current)
        {
            throw new StoreUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"The database \"{location}\" has schema {schema}, which needs a JitAccess.Sqlite that reads schema {minReader}; this one reads schema {Migration.Current}. Update the package."));
        }
    }

    // What the journal ends with and what its head says are written together; when they differ, somebody edited or tore the file.
    private static void DemandWhole(Database database, DatabaseLocation location)
    {
        using var row = database.Query(
            """
            SELECT head.position, ifnull((SELECT max(position) FROM journal), 0),
                head.position = 0 OR EXISTS (SELECT 1 FROM journal WHERE journal.position = head.position AND journal.hash = head.hash)
            FROM head
            """);
        if (!row.Read() || row.GetInt64(0) != row.GetInt64(1) || row.GetInt64(2) == 0)
        {
            throw new StoreUnavailableException(
                $"The journal of the database \"{location}\" does not end where its head says: it was edited or torn. Put the database back from its backup.");
        }
    }

    // SQLite does not wait by itself for another process that switches or recovers at the same moment.
    private static void SwitchToWriteAheadLog(Database database)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                database.Pragma("journal_mode=WAL");
                return;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == raw.SQLITE_BUSY && attempt < WalAttempts)
            {
                database.Run("BEGIN IMMEDIATE; ROLLBACK");
            }
        }
    }

    private static int Number(Database database, string name)
    {
        using var row = database.Query("SELECT value FROM meta WHERE name = @name", ("@name", name));
        return row.Read() ? int.Parse(row.GetString(0), CultureInfo.InvariantCulture) : 0;
    }

    private static void Write(Database database, string name, int value) => database.Execute(
        "INSERT INTO meta (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        ("@name", name),
        ("@value", value.ToString(CultureInfo.InvariantCulture)));
}
