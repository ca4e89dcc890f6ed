using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>Forgets for good.</summary>
internal static class Eraser
{
    /// <summary>The statement; texts are kind 8.</summary>
    public const string EraseTexts = "DELETE FROM records INDEXED BY texts_of_subject WHERE tenant = @tenant AND kind = 8 AND subject = @subject";

    /// <summary>Prepares an erasure.</summary>
    public static Func<Database, int> Prepare(Erasure erasure)
    {
        var texts = erasure as Erasure.TextsOf ?? throw new UnknownStoreQueryException(erasure);
        return StoreText.IsWellFormed(texts.Subject) && StoreText.IsWellFormed(texts.Tenant.Id)
            ? database => Erase(database, texts)
            : _ => 0;
    }

    /// <summary>
    /// Empties the write-ahead log, in which what was erased still stands; gives up at once while somebody reads, and then it goes when the
    /// log is next overwritten or the last process closes the file.
    /// </summary>
    public static void EmptyLog(Database database)
    {
        database.Pragma("busy_timeout=0");
        database.Pragma("wal_checkpoint(TRUNCATE)");
    }

    private static int Erase(Database database, Erasure.TextsOf texts)
    {
        database.Execute(EraseTexts, ("@tenant", texts.Tenant.Id), ("@subject", texts.Subject));
        return database.Changes;
    }
}
