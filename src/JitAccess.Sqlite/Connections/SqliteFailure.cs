using JitAccess.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JitAccess.Sqlite;

/// <summary>Says in words what SQLite says in numbers: what is wrong, with which file, and how to mend it.</summary>
internal static class SqliteFailure
{
    /// <summary>The exception that a caller of the store sees.</summary>
    public static Exception Explain(Exception exception, DatabaseLocation location) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT } refused => new InvalidOperationException(
            $"The database \"{location}\" refuses an illegal change: {refused.Message} This is a defect of the code that sealed the batch.", refused),
        SqliteException failed => new StoreUnavailableException($"The database \"{location}\" {Describe(failed)}.", failed),
        _ => exception,
    };

    private static string Describe(SqliteException failed) => failed.SqliteErrorCode switch
    {
        raw.SQLITE_CANTOPEN => "cannot be opened. Its folder must exist, and this process must be allowed to create files in it",
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => "is not an intact SQLite database. Put the database back from its backup",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            "cannot be written. This process must be allowed to write the file and to create files beside it",
        raw.SQLITE_FULL => "cannot grow: the disk is full. Free some space; nothing of the change was written",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "is locked by another process for too long. Find out which holds it, or raise BusyTimeout",
        raw.SQLITE_IOERR => $"could not be read or written (SQLite error {failed.SqliteExtendedErrorCode}). Look at the disk and at the system's log",
        _ => $"cannot be used: {failed.Message}",
    };
}
