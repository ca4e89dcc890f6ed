using JitAccess.Stores;
using Microsoft.Data.Sqlite;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Schema;

/// <summary>The database guards what must never be, against whatever program writes to it.</summary>
public sealed class GuardTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public async Task InitializeAsync()
    {
        var store = await _folder.NewInitializedStoreAsync();
        await store.CommitAsync(
            new ConformanceBatch().Put(Key("open"), 0, State("active", parties: "bo")).Put(Key("ended"), 0, State("active")).Entry().Entry().Build(), default);
        await store.CommitAsync(new ConformanceBatch().Put(Key("ended"), 1, State("revoked")).Put(Key("asked", RecordKind.Request), 0, State("pending")).Entry().Build(), default);
        await store.CommitAsync(new ConformanceBatch().Put(Key("text", RecordKind.Text), 0).Build(), default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE journal SET bytes = x'00' WHERE position = 1", "an entry is never changed")]
    [InlineData("UPDATE journal SET position = 9 WHERE position = 3", "never changed")]
    [InlineData("DELETE FROM journal WHERE position = 3", "never removed")]
    [InlineData("DELETE FROM journal", "never removed")]
    [InlineData("INSERT INTO journal SELECT 5, tenant, time, bytes, hash, key_id, mac FROM journal WHERE position = 1", "one entry at a time")]
    [InlineData("INSERT INTO journal SELECT 3, tenant, time, bytes, hash, key_id, mac FROM journal WHERE position = 1", "one entry at a time")]
    [InlineData("INSERT OR REPLACE INTO journal SELECT 3, tenant, time, bytes, hash, key_id, mac FROM journal WHERE position = 1", "one entry at a time")]
    [InlineData("INSERT INTO journal SELECT 0, tenant, time, bytes, hash, key_id, mac FROM journal WHERE position = 1", "one entry at a time")]
    [InlineData("INSERT INTO journal SELECT 4, tenant, time - 1, bytes, hash, key_id, mac FROM journal WHERE position = 1", "never runs backwards")]
    [InlineData("INSERT INTO journal SELECT 4, tenant, time, bytes, x'00', key_id, mac FROM journal WHERE position = 1", "length(hash) = 32")]
    [InlineData("INSERT INTO journal SELECT 4, tenant, time, bytes, hash, key_id, zeroblob(33) FROM journal WHERE position = 1", "length(mac) = 32")]
    [InlineData("UPDATE head SET position = 2", "moves with the journal")]
    [InlineData("UPDATE head SET position = 4", "moves with the journal")]
    [InlineData("UPDATE head SET hash = zeroblob(32)", "moves with the journal")]
    [InlineData("DELETE FROM head", "one head")]
    [InlineData("INSERT INTO head VALUES (2, 0, 0, zeroblob(32))", "one head")]
    [InlineData("INSERT OR REPLACE INTO head VALUES (1, 0, 0, zeroblob(32))", "one head")]
    public void Journal_AnythingButAppending_IsRefused(string sql, string because) => AssertRefused(sql, because.Split(' ')[^1]);

    [Theory]
    [InlineData("UPDATE records SET state = 'active', is_terminal = 0, due = 1, version = 3, position = 3 WHERE id = 'ended'", "final state")]
    [InlineData("UPDATE records SET state = 'expired', version = 3, position = 3 WHERE id = 'ended'", "final state")]
    [InlineData("UPDATE records SET is_terminal = 0, due = 1, version = 3, position = 3 WHERE id = 'ended'", "final state")]
    [InlineData("UPDATE records SET state = 'scheduled', version = 2, position = 3 WHERE id = 'open'", "legal steps")]
    [InlineData("UPDATE records SET state = 'pending', version = 2, position = 3 WHERE id = 'open'", "legal steps")]
    [InlineData("UPDATE records SET state = NULL, version = 2, position = 3 WHERE id = 'open'", "legal steps")]
    [InlineData("UPDATE records SET state = 'revoked', version = 2, position = 3 WHERE id = 'open'", "legal steps")]
    [InlineData("UPDATE records SET state = 'revoked', is_terminal = 1, version = 2, position = 3 WHERE id = 'open'", "has a deadline")]
    [InlineData("UPDATE records SET due = NULL, version = 2, position = 3 WHERE id = 'open'", "has a deadline")]
    [InlineData("UPDATE records SET state = 'active', version = 2, position = 3 WHERE id = 'asked'", "legal steps")]
    [InlineData("UPDATE records SET bytes = x'00' WHERE id = 'open'", "one version")]
    [InlineData("UPDATE records SET bytes = x'00', version = 3, position = 3 WHERE id = 'open'", "one version")]
    [InlineData("UPDATE records SET version = 0, position = 3 WHERE id = 'open'", "one version")]
    [InlineData("UPDATE records SET version = 2, position = 4 WHERE id = 'open'", "head of the journal")]
    [InlineData("UPDATE records SET version = 2, position = 2 WHERE id = 'open'", "head of the journal")]
    [InlineData("UPDATE records SET created_position = 3, version = 2, position = 3 WHERE id = 'open'", "its place")]
    [InlineData("UPDATE records SET id = 'other', version = 2, position = 3 WHERE id = 'open'", "its key")]
    [InlineData("UPDATE records SET tenant = 'other', version = 2, position = 3 WHERE id = 'open'", "its key")]
    [InlineData("UPDATE records SET kind = 3, version = 3, position = 3 WHERE id = 'ended'", "its key")]
    [InlineData("UPDATE records SET mac = x'', version = 2, position = 3 WHERE id = 'open'", "length(mac) = 32")]
    [InlineData("DELETE FROM records WHERE id = 'ended'", "never removed")]
    [InlineData("DELETE FROM records WHERE id = 'open'", "never removed")]
    [InlineData("DELETE FROM records WHERE id = 'asked'", "never removed")]
    [InlineData("INSERT OR REPLACE INTO records SELECT NULL, tenant, kind, id, 1, 3, 3, bytes, key_id, mac, 'active', 0, 1, subject, policy FROM records WHERE id = 'ended'", "never replaced")]
    [InlineData("INSERT OR REPLACE INTO records SELECT row, tenant, kind, 'new', 1, 3, 3, bytes, key_id, mac, 'active', 0, 1, subject, policy FROM records WHERE id = 'ended'", "never replaced")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 2, 3, 3, bytes, key_id, mac, 'active', 0, 1, subject, policy FROM records WHERE id = 'ended'", "version 1")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 1, 3, 1, bytes, key_id, mac, 'active', 0, 1, subject, policy FROM records WHERE id = 'ended'", "version 1")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 1, 3, 3, bytes, key_id, mac, 'revoked', 1, NULL, subject, policy FROM records WHERE id = 'ended'", "first state")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 1, 3, 3, bytes, key_id, mac, 'eternal', 0, 1, subject, policy FROM records WHERE id = 'ended'", "first state")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 1, 3, 3, bytes, key_id, mac, NULL, 0, 1, subject, policy FROM records WHERE id = 'ended'", "first state")]
    [InlineData("INSERT INTO records SELECT NULL, tenant, kind, 'new', 1, 3, 3, bytes, key_id, mac, 'active', 0, NULL, subject, policy FROM records WHERE id = 'ended'", "has a deadline")]
    public void Records_IllegalChange_IsRefused(string sql, string because) => AssertRefused(sql, because);

    [Theory]
    [InlineData("UPDATE records SET state = 'expired', is_terminal = 1, due = NULL, version = 2, position = 3 WHERE id = 'open'")]
    [InlineData("UPDATE records SET bytes = x'00', version = 3, position = 3 WHERE id = 'ended'")]
    [InlineData("DELETE FROM records WHERE id = 'text'")]
    public void Records_LegalChange_IsAccepted(string sql) => Assert.Equal(1, _folder.OpenRaw().Run(sql));

    private void AssertRefused(string sql, string because)
    {
        using var raw = _folder.OpenRaw();
        var before = Dump(raw);
        var refusal = Assert.Throws<SqliteException>(() => raw.Run(sql));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Dump(raw));
    }

    private static object? Dump(SqliteConnection raw) => raw.Ask(
        """
        SELECT group_concat(line, char(10)) FROM (
            SELECT position || hex(bytes) || hex(hash) AS line FROM journal UNION ALL SELECT position || hex(hash) FROM head
            UNION ALL SELECT row || id || version || position || ifnull(state, '') || hex(bytes) FROM records)
        """);
}
