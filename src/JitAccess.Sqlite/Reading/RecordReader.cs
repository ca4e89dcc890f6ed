using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>Reads records.</summary>
internal static class RecordReader
{
    /// <summary>The columns that <see cref="Read"/> expects, in order.</summary>
    public const string Columns = "records.version, records.position, records.bytes, records.key_id, records.mac, records.tenant, records.kind, records.id";

    public const string SelectOne = "SELECT " + Columns + " FROM records WHERE tenant = @tenant AND kind = @kind AND id = @id";

    public static LoadResult Load(Database database, IReadOnlyList<RecordKey> keys, StoreClock clock)
    {
        var head = Head.Read(database, clock);
        var found = new List<StoredRecord>(keys.Count);
        foreach (var key in keys.Distinct().Where(key => StoreText.IsWellFormed(key.Id) && StoreText.IsWellFormed(key.Tenant.Id)))
        {
            using var row = database.Query(SelectOne, ("@tenant", key.Tenant.Id), ("@kind", (long)key.Kind), ("@id", key.Id));
            if (row.Read())
            {
                found.Add(Read(row));
            }
        }

        return new LoadResult(found, head.StoreTime);
    }

    /// <summary>Reads the current row.</summary>
    public static StoredRecord Read(Statement.Rows row) => new(
        new RecordKey(Tenant.Restore(row.GetString(5)), (RecordKind)row.GetInt64(6), row.GetString(7)),
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetBytes(2),
        row.GetString(3),
        row.GetBytes(4));
}
