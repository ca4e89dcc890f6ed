using System.Globalization;
using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>What a connection is told before it is used, and what it must answer.</summary>
internal static class ConnectionSettings
{
    private const string SynchronousFull = "2";

    /// <summary>Makes a connection that cannot write.</summary>
    public static Database ForReading(Database database)
    {
        database.Pragma("query_only=ON");
        return database;
    }

    /// <summary>Makes a connection whose commits survive a loss of power, or refuses it.</summary>
    public static Database ForWriting(Database database, DatabaseLocation location, SqliteStoreOptions options)
    {
        database.Pragma("synchronous=FULL");
        database.Pragma("fullfsync=ON"); // macOS: reach the platter, not only the drive; without effect elsewhere
        database.Pragma("secure_delete=ON"); // what is erased does not stay in free pages
        database.Pragma("wal_autocheckpoint=16384"); // pages, 64 MiB of log: others move it into the database before that, unless readers keep them from it
        database.Pragma("temp_store=MEMORY"); // what a statement could undo spills nowhere
        if (options.MaxPageCount is { } pages)
        {
            database.Pragma(string.Create(CultureInfo.InvariantCulture, $"max_page_count={pages}"));
        }

        var (mode, synchronous) = (database.Pragma("journal_mode"), database.Pragma("synchronous"));
        return synchronous == SynchronousFull && (mode == "wal" || location.Path is null)
            ? database
            : throw new StoreUnavailableException(
                $"The database \"{location}\" has journal_mode={mode} and synchronous={synchronous}, but a commit survives a loss of power only with wal and {SynchronousFull} (FULL). Initialise the store, and let no other program change the file.");
    }
}
