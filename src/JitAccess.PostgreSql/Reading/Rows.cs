using System.Text;
using JitAccess.Stores;
using NodaTime;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Reads rows into what the contract speaks of; each expects the columns of its statement in order.</summary>
internal static class Rows
{
    public static StoredRecord Record(NpgsqlDataReader row) => Record(row, null);

    /// <summary>Reads a record; what it has in common with the one before is there once.</summary>
    public static StoredRecord Record(NpgsqlDataReader row, StoredRecord? before) => new(
        new RecordKey(Tenant.Restore(TextOf(row, 5, before?.Key.Tenant.Id)), (RecordKind)row.GetInt16(6), StoredText.Decode(row.GetFieldValue<byte[]>(7))),
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetFieldValue<byte[]>(2),
        TextOf(row, 3, before?.KeyId),
        row.GetFieldValue<byte[]>(4));

    public static StoredEntry Entry(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        Tenant.Restore(StoredText.Decode(row.GetFieldValue<byte[]>(1))),
        Instant.FromUnixTimeMilliseconds(row.GetInt64(2)),
        row.GetFieldValue<byte[]>(3),
        row.GetFieldValue<byte[]>(4),
        StoredText.Decode(row.GetFieldValue<byte[]>(5)),
        row.GetFieldValue<byte[]>(6));

    private static string TextOf(NpgsqlDataReader row, int column, string? before)
    {
        var bytes = row.GetFieldValue<byte[]>(column);
        return before is not null && Ascii.Equals(bytes, before) ? before : StoredText.Decode(bytes);
    }

    public static byte[] Hash(NpgsqlDataReader row) => row.GetFieldValue<byte[]>(0);

    /// <summary>Reads what stands beside the head; nothing where no record does.</summary>
    public static (byte[] Key, StoredVersion Stored)? Version(NpgsqlDataReader row) => row.IsDBNull(6) ? null : (
        row.GetFieldValue<byte[]>(6),
        new StoredVersion(
            row.GetInt64(7),
            row.GetInt64(8),
            new RecordIndex { State = row.IsDBNull(9) ? null : row.GetString(9), IsTerminal = row.GetBoolean(10) }));

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
