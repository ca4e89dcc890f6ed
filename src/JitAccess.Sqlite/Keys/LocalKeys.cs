using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>The key that lies beside a database, made once, before the database has anything to protect.</summary>
internal static class LocalKeys
{
    /// <summary>Opens the key, or makes it when the database has nothing yet.</summary>
    public static IJitKeyRing Open(DatabaseLocation location, string keyPath, Func<Database> openDatabase)
    {
        if (File.Exists(keyPath))
        {
            return FileKeyRing.Open(keyPath);
        }

        if (HasContent(location, openDatabase))
        {
            // Another process may have made key and content since: the key comes first.
            return File.Exists(keyPath) ? FileKeyRing.Open(keyPath) : throw Missing(location, keyPath);
        }

        try
        {
            return FileKeyRing.Create(keyPath);
        }
        catch (IOException) when (File.Exists(keyPath))
        {
            return FileKeyRing.Open(keyPath); // another process was first
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The key file \"{keyPath}\" cannot be made: {exception.Message} This process must be allowed to create files in that folder.", exception);
        }
    }

    private static bool HasContent(DatabaseLocation location, Func<Database> openDatabase)
    {
        if (!File.Exists(location.Path))
        {
            return false;
        }

        using var database = openDatabase();
        if (!DatabaseSchema.IsOurs(database, location))
        {
            return false;
        }

        using var row = database.Query("SELECT (SELECT position FROM head) > 0 OR EXISTS (SELECT 1 FROM records)");
        return row.Read() && row.GetInt64(0) == 1;
    }

    private static StoreUnavailableException Missing(DatabaseLocation location, string keyPath) =>
        new($"The database \"{location}\" has entries, but its key file \"{keyPath}\" is missing. Put the key file back from its backup; a new key could not verify what the database holds, so none is made.")
        {
            Reason = Reason.KeyMissing,
        };
}
