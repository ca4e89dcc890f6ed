using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>Writes one batch inside a transaction: expectations first, then the seal, then what it returns, exactly as it is.</summary>
internal static class BatchWriter
{
    private const string InsertEntry =
        "INSERT INTO journal (position, tenant, time, bytes, hash, key_id, mac) VALUES (@position, @tenant, @time, @bytes, @hash, @key, @mac)";

    public static CommitResult Write(WriteTransaction transaction, CommitBatch batch, StoreClock clock)
    {
        var database = transaction.Database;
        var rows = new Dictionary<RecordKey, long>(batch.Expectations.Count);
        foreach (var (key, version) in batch.Expectations)
        {
            if (RecordTable.VersionOf(database, key, out var row) != version)
            {
                return CommitResult.Lost;
            }

            rows[key] = row;
        }

        if (batch.Seal(transaction.Head(clock)) is not { } written)
        {
            return CommitResult.Lost;
        }

        foreach (var entry in written.Entries)
        {
            Append(database, entry);
            transaction.MoveTo(entry);
        }

        // After the entries: a record names the position of its commit, and the database sees that it does.
        foreach (var write in written.Writes)
        {
            RecordTable.Write(database, write, rows[write.Key]);
        }

        return CommitResult.Of(written);
    }

    private static void Append(Database database, StoredEntry entry) => database.Execute(
        InsertEntry,
        ("@position", entry.Position),
        ("@tenant", entry.Tenant.Id),
        ("@time", entry.Time.ToUnixTimeMilliseconds()),
        ("@bytes", Database.Blob(entry.Bytes)),
        ("@hash", Database.Blob(entry.Hash)),
        ("@key", entry.KeyId),
        ("@mac", Database.Blob(entry.Mac)));
}
