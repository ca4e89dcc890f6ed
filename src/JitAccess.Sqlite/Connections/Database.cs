using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JitAccess.Sqlite;

/// <summary>One open connection with its prepared statements.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Database(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open; SQLite ends one by itself after some errors.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>How many rows the last statement changed that changes any.</summary>
    public int Changes => raw.sqlite3_changes(_connection.Handle);

    /// <summary>The row that was inserted last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>Opens a connection and says how long it waits for others.</summary>
    public static Database Open(string connectionString, SqliteStoreOptions options)
    {
        var connection = new SqliteConnection(connectionString);
        var database = new Database(connection);
        try
        {
            connection.Open();
            database.Pragma(string.Create(CultureInfo.InvariantCulture, $"busy_timeout={(int)options.BusyTimeout.TotalMilliseconds}"));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Sets or reads a setting of the connection; it is a word of ours, never a caller's text.</summary>
    public string? Pragma(string setting)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA " + setting;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a script without parameters, once.</summary>
    public void Run(string script)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement that answers nothing. It names the same values in the same order each time.</summary>
    public void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var rows = Query(sql, values);
        rows.Read();
    }

    /// <summary>Runs a query; what it returns is disposed before the query is run again.</summary>
    public Statement.Rows Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(_connection.Handle!, sql, values);
            _statements.Add(sql, statement);
        }

        return statement.Start(values);
    }

    /// <summary>Bytes as the provider takes them, copied only when they are a part of something longer.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : bytes.ToArray();

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
