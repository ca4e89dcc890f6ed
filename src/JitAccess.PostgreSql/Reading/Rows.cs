using JitAccess.Stores;
using NodaTime;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Reads rows into what the contract speaks of; each expects the columns of its statement in order.</summary>
internal static class Rows
{
    public static StoredRecord Record(NpgsqlDataReader row) => new(
        new RecordKey(Tenant.Restore(StoredText.Decode(row.GetFieldValue<byte[]>(5))), (RecordKind)row.GetInt16(6), StoredText.Decode(row.GetFieldValue<byte[]>(7))),
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetFieldValue<byte[]>(2),
        StoredText.Decode(row.GetFieldValue<byte[]>(3)),
        row.GetFieldValue<byte[]>(4));

    public static StoredEntry Entry(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        Tenant.Restore(StoredText.Decode(row.GetFieldValue<byte[]>(1))),
        Instant.FromUnixTimeMilliseconds(row.GetInt64(2)),
        row.GetFieldValue<byte[]>(3),
        row.GetFieldValue<byte[]>(4),
        StoredText.Decode(row.GetFieldValue<byte[]>(5)),
        row.GetFieldValue<byte[]>(6));

    public static byte[] Hash(NpgsqlDataReader row) => row.GetFieldValue<byte[]>(0);

    public static (byte[] Key, StoredVersion Stored) Version(NpgsqlDataReader row) => (
        row.GetFieldValue<byte[]>(0),
        new StoredVersion(
            row.GetInt64(1),
            row.GetInt64(2),
            new RecordIndex { State = row.IsDBNull(3) ? null : row.GetString(3), IsTerminal = row.GetBoolean(4) }));

    public static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            list.Add(read(reader));
        }

        return list;
    }
}
