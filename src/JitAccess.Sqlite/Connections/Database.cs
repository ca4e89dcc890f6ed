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
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private Database(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open; SQLite ends one by itself after some errors.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

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

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; the reader is disposed before the statement is used again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteReader();

    /// <summary>Runs a query for its first value; <see langword="null"/> for no row or no value.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Prepare(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Bytes as the provider takes them, copied only when they are a part of something longer.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : bytes.ToArray();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in values)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index].Value ?? DBNull.Value;
        }

        return command;
    }
}
