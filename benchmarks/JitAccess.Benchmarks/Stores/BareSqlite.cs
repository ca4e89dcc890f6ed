using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace JitAccess.Benchmarks.Stores;

/// <summary>The yardstick of SQLite: a bare loop that inserts the same rows and commits, with the same <c>synchronous</c>.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly SqliteConnection _connection;

    public BareSqlite(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=false");
        _connection.Open();
        Run(
            """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE journal (position INTEGER PRIMARY KEY, tenant TEXT, time INTEGER, bytes BLOB, hash BLOB, key_id TEXT, mac BLOB);
            CREATE TABLE records (row INTEGER PRIMARY KEY, tenant TEXT, kind INTEGER, id TEXT, bytes BLOB, mac BLOB, UNIQUE (tenant, kind, id));
            """);
    }

    public double TransactionsPerSecond(TimeSpan time)
    {
        using var entry = Prepare("INSERT INTO journal (tenant, time, bytes, hash, key_id, mac) VALUES ('default', 1, zeroblob(664), zeroblob(32), 'k1', zeroblob(32))");
        using var grant = Prepare("INSERT INTO records (tenant, kind, id, bytes, mac) VALUES ('default', 2, $id, zeroblob(900), zeroblob(32))");
        using var ledger = Prepare("INSERT INTO records (tenant, kind, id, bytes, mac) VALUES ('default', 3, $id, zeroblob(300), zeroblob(32))");
        var id = grant.Parameters.AddWithValue("$id", "");
        ledger.Parameters.Add(id);
        using var begin = Prepare("BEGIN IMMEDIATE");
        using var commit = Prepare("COMMIT");
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; TimeProvider.System.GetElapsedTime(start) < time; count++)
        {
            id.Value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            begin.ExecuteNonQuery();
            entry.ExecuteNonQuery();
            grant.ExecuteNonQuery();
            ledger.ExecuteNonQuery();
            commit.ExecuteNonQuery();
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Run(string sql)
    {
        using var command = Prepare(sql);
        command.ExecuteNonQuery();
    }
}
