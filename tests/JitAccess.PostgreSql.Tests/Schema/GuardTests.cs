using JitAccess.Stores;
using Npgsql;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Schema;

/// <summary>The database guards what must never be, against whatever program writes to it.</summary>
public sealed class GuardTests : IAsyncLifetime, IDisposable
{
    private readonly TestSchema _schema = new();

    public async Task InitializeAsync()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        await store.CommitAsync(
            new ConformanceBatch().Put(Key("open"), 0, State("active", parties: "bo")).Put(Key("ended"), 0, State("active")).Entry().Entry().Build(), default);
        await store.CommitAsync(new ConformanceBatch().Put(Key("ended"), 1, State("revoked")).Put(Key("asked", RecordKind.Request), 0, State("pending")).Entry().Build(), default);
        await store.CommitAsync(new ConformanceBatch().Put(Key("text", RecordKind.Text), 0).Build(), default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _schema.Dispose();

    [PostgresTheory]
    [InlineData("UPDATE $schema.journal SET bytes = '\\x00' WHERE position = 1", "never changed")]
    [InlineData("DELETE FROM $schema.journal WHERE position = 3", "never changed or removed")]
    [InlineData("TRUNCATE $schema.journal", "never changed or removed")]
    [InlineData("INSERT INTO $schema.journal SELECT 5, tenant, time, bytes, hash, key_id, mac FROM $schema.journal WHERE position = 1", "without gaps")]
    [InlineData("INSERT INTO $schema.journal SELECT 0, tenant, time, bytes, hash, key_id, mac FROM $schema.journal WHERE position = 1", "without gaps")]
    [InlineData("INSERT INTO $schema.journal SELECT position + 4, tenant, time, bytes, hash, key_id, mac FROM $schema.journal WHERE position < 3", "without gaps")]
    [InlineData("INSERT INTO $schema.journal SELECT position + 3, tenant, time - position, bytes, hash, key_id, mac FROM $schema.journal WHERE position < 3", "never runs backwards")]
    [InlineData("INSERT INTO $schema.journal SELECT 4, tenant, time, bytes, '\\x00', key_id, mac FROM $schema.journal WHERE position = 1", "journal_hash_check")]
    [InlineData("INSERT INTO $schema.journal SELECT 4, tenant, time, bytes, hash, key_id, '\\x00' FROM $schema.journal WHERE position = 1", "journal_mac_check")]
    [InlineData("UPDATE $schema.head SET position = 2", "moves with the journal")]
    [InlineData("UPDATE $schema.head SET position = 4", "moves with the journal")]
    [InlineData("DELETE FROM $schema.head", "one head")]
    [InlineData("TRUNCATE $schema.head", "one head")]
    [InlineData("INSERT INTO $schema.head SELECT false, position, time, hash FROM $schema.head", "one head")]
    public void Journal_AnythingButAppending_IsRefused(string sql, string because) => AssertRefused(sql, because);

    [PostgresTheory]
    [InlineData("state = 'active', is_terminal = false, due = 1, version = 3, position = 3", "ended", "final state")]
    [InlineData("state = 'expired', version = 3, position = 3", "ended", "final state")]
    [InlineData("is_terminal = false, due = 1, version = 3, position = 3", "ended", "final state")]
    [InlineData("state = 'scheduled', version = 2, position = 3", "open", "legal steps")]
    [InlineData("state = 'pending', version = 2, position = 3", "open", "legal steps")]
    [InlineData("state = NULL, version = 2, position = 3", "open", "legal steps")]
    [InlineData("state = 'revoked', version = 2, position = 3", "open", "legal steps")]
    [InlineData("due = NULL, version = 2, position = 3", "open", "legal steps")]
    [InlineData("state = 'active', version = 2, position = 3", "asked", "legal steps")]
    [InlineData("bytes = '\\x00'", "open", "one version")]
    [InlineData("version = 3, position = 3", "open", "one version")]
    [InlineData("version = 0, position = 3", "open", "one version")]
    [InlineData("version = 2, position = 4", "open", "one version")]
    [InlineData("version = 2, position = 1", "open", "one version")]
    [InlineData("id = '\\x6d696e65', version = 2, position = 3", "open", "keeps its key")]
    [InlineData("tenant = '\\x6d696e65', version = 2, position = 3", "open", "keeps its key")]
    [InlineData("created_position = 1, version = 2, position = 3", "open", "keeps its key")]
    [InlineData("mac = '\\x00', version = 2, position = 3", "open", "records_mac_check")]
    public void Record_IllegalChange_IsRefused(string change, string id, string because) =>
        AssertRefused($"UPDATE $schema.records SET {change} WHERE id = convert_to('{id}', 'UTF8')", because);

    [PostgresTheory]
    [InlineData("1, 'pending', false, 1, 3, 3", "a record starts")] // terminal or not, as it is not: see below
    [InlineData("2, 'revoked', true, NULL, 3, 3", "first state")]
    [InlineData("2, NULL, false, 1, 3, 3", "first state")]
    [InlineData("2, 'active', false, NULL, 3, 3", "deadline")]
    [InlineData("2, 'active', true, NULL, 3, 3", "first state")]
    [InlineData("2, 'active', false, 1, 4, 4", "place in the journal")]
    [InlineData("2, 'active', false, 1, 3, 2", "place in the journal")]
    public void Record_IllegalStart_IsRefused(string values, string because)
    {
        var version = values.StartsWith('1') ? 2 : 1;
        AssertRefused(
            $"""
            INSERT INTO $schema.records (tenant, id, version, bytes, key_id, mac, kind, state, is_terminal, due, position, created_position)
            SELECT tenant, '\x6e6577', {version}, bytes, key_id, mac, {values} FROM $schema.records WHERE kind = 8
            """,
            because);
    }

    [PostgresTheory]
    [InlineData("DELETE FROM $schema.records WHERE kind = 2", "never removed")]
    [InlineData("DELETE FROM $schema.records WHERE kind = 1", "never removed")]
    [InlineData("TRUNCATE $schema.records", "never removed")]
    [InlineData("INSERT INTO $schema.records (tenant, kind, id, version, position, created_position, bytes, key_id, mac, is_terminal) SELECT tenant, kind, id, 1, 3, 3, bytes, key_id, mac, is_terminal FROM $schema.records WHERE kind = 8", "records_key_key")]
    public void Record_RemovedOrTwice_IsRefused(string sql, string because) => AssertRefused(sql, because);

    [PostgresFact]
    public void LegalSteps_InTheDatabase_AreThoseOfTheCore()
    {
        using var connection = _schema.OpenRaw();
        using var command = new NpgsqlCommand(
            $"""
            SELECT f.kind, f.state, t.state, EXISTS (SELECT 1 FROM {_schema.Name}.legal_step s WHERE s.kind = f.kind AND s.old = f.state AND s.new = t.state), f.is_terminal, t.is_terminal
            FROM {_schema.Name}.legal_state f JOIN {_schema.Name}.legal_state t USING (kind)
            """,
            connection);
        using var row = command.ExecuteReader();
        var steps = 0;
        while (row.Read())
        {
            var key = Key("x", (RecordKind)row.GetInt16(0));
            var after = State(row.GetString(2)) with { IsTerminal = row.GetBoolean(5), Due = row.GetBoolean(5) ? null : Later };
            var write = new RecordWrite(key, new StoredRecord(key, 2, 1, new byte[1], "k", new byte[32]), after);
            var refusal = Record.Exception(() => LegalSteps.Demand(new RecordIndex { State = row.GetString(1), IsTerminal = row.GetBoolean(4) }, write));
            Assert.Equal(row.GetBoolean(3), refusal is null);
            steps++;
        }

        Assert.Equal(25 + 49, steps);
    }

    private void AssertRefused(string sql, string because)
    {
        var refusal = Assert.Throws<PostgresException>(() => _schema.Run(sql));
        Assert.StartsWith("23", refusal.SqlState, StringComparison.Ordinal);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3L, _schema.Ask("SELECT count(*) FROM $schema.journal"));
    }
}
