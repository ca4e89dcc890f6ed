using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>Writes records and who may find them.</summary>
internal static class RecordTable
{
    public const string SelectVersion = "SELECT row, version FROM records WHERE tenant = @tenant AND kind = @kind AND id = @id";

    public const string SelectParties = "SELECT party FROM parties WHERE row = @row";

    public const string DeleteParty = "DELETE FROM parties WHERE row = @row AND party = @party";

    private const string Insert =
        """
        INSERT INTO records (tenant, kind, id, version, position, created_position, bytes, key_id, mac, state, is_terminal, due, subject, policy)
        VALUES (@tenant, @kind, @id, @version, @position, @position, @bytes, @key, @mac, @state, @terminal, @due, @subject, @policy)
        """;

    private const string Update =
        """
        UPDATE records SET version = @version, position = @position, bytes = @bytes, key_id = @key, mac = @mac,
            state = @state, is_terminal = @terminal, due = @due, subject = @subject, policy = @policy
        WHERE row = @row
        """;

    private const string InsertPartyOfNew =
        "INSERT INTO parties (tenant, kind, party, created_position, id, row) VALUES (@tenant, @kind, @party, @position, @id, @row)";

    private const string InsertParty =
        """
        INSERT INTO parties (tenant, kind, party, created_position, id, row)
        SELECT tenant, kind, @party, created_position, id, row FROM records WHERE row = @row
        """;

    /// <summary>The version of a record and its row; 0 when it does not exist.</summary>
    public static long VersionOf(Database database, RecordKey key, out long row)
    {
        using var found = database.Query(SelectVersion, ("@tenant", key.Tenant.Id), ("@kind", (long)key.Kind), ("@id", key.Id));
        var exists = found.Read();
        row = exists ? found.GetInt64(0) : 0;
        return exists ? found.GetInt64(1) : 0;
    }

    /// <summary>Writes or removes a record.</summary>
    public static void Write(Database database, RecordWrite write, long row)
    {
        if (write.Record is not { } record)
        {
            database.Execute("DELETE FROM records WHERE row = @row", ("@row", row));
        }
        else if (row == 0)
        {
            Add(database, record, write.Index);
            AddParties(database, record, database.LastRow, write.Index);
        }
        else
        {
            Change(database, record, write.Index, row);
            ChangeParties(database, row, PartiesOf(database, row), write.Index);
        }
    }

    private static void Add(Database database, StoredRecord record, RecordIndex index) => database.Execute(
        Insert,
        ("@tenant", record.Key.Tenant.Id),
        ("@kind", (long)record.Key.Kind),
        ("@id", record.Key.Id),
        ("@version", record.Version),
        ("@position", record.Position),
        ("@bytes", Database.Blob(record.Bytes)),
        ("@key", record.KeyId),
        ("@mac", Database.Blob(record.Mac)),
        ("@state", index.State),
        ("@terminal", index.IsTerminal ? 1L : 0L),
        ("@due", index.Due?.UnixMilliseconds),
        ("@subject", index.Subject),
        ("@policy", index.Policy));

    private static void Change(Database database, StoredRecord record, RecordIndex index, long row) => database.Execute(
        Update,
        ("@row", row),
        ("@version", record.Version),
        ("@position", record.Position),
        ("@bytes", Database.Blob(record.Bytes)),
        ("@key", record.KeyId),
        ("@mac", Database.Blob(record.Mac)),
        ("@state", index.State),
        ("@terminal", index.IsTerminal ? 1L : 0L),
        ("@due", index.Due?.UnixMilliseconds),
        ("@subject", index.Subject),
        ("@policy", index.Policy));

    private static HashSet<string> PartiesOf(Database database, long row)
    {
        var parties = new HashSet<string>(StringComparer.Ordinal);
        using var found = database.Query(SelectParties, ("@row", row));
        while (found.Read())
        {
            parties.Add(found.GetString(0));
        }

        return parties;
    }

    private static IEnumerable<string> PartiesOf(RecordIndex index) => (index.Parties.IsDefault ? [] : index.Parties).Distinct(StringComparer.Ordinal);

    private static void AddParties(Database database, StoredRecord record, long row, RecordIndex index)
    {
        foreach (var party in PartiesOf(index))
        {
            database.Execute(
                InsertPartyOfNew,
                ("@tenant", record.Key.Tenant.Id),
                ("@kind", (long)record.Key.Kind),
                ("@party", party),
                ("@position", record.Position),
                ("@id", record.Key.Id),
                ("@row", row));
        }
    }

    private static void ChangeParties(Database database, long row, HashSet<string> before, RecordIndex index)
    {
        foreach (var party in PartiesOf(index))
        {
            if (!before.Remove(party))
            {
                database.Execute(InsertParty, ("@party", party), ("@row", row));
            }
        }

        foreach (var party in before)
        {
            database.Execute(DeleteParty, ("@row", row), ("@party", party));
        }
    }
}
