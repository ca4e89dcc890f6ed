using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JitAccess.Sqlite;

/// <summary>A prepared statement, which finds its parameters once. The provider's command looks each up by its name at every run, and that costs what the statement does.</summary>
/// <remarks>Used by one thread at a time, for one run at a time: a run ends with <see cref="Rows.Dispose"/>.</remarks>
internal sealed class Statement : IDisposable
{
    private const int MaxStackBytes = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _parameters;

    /// <summary>Prepares a statement.</summary>
    public Statement(sqlite3 database, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        _database = database;
        Demand(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _parameters = new int[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            _parameters[index] = raw.sqlite3_bind_parameter_index(_statement, values[index].Name);
        }
    }

    /// <summary>Begins a run.</summary>
    public Rows Start(ReadOnlySpan<(string Name, object? Value)> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            Demand(Bind(_parameters[index], values[index].Value));
        }

        return new Rows(this, _statement);
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Goes on to the next row.</summary>
    private bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Demand(code);
        }

        return code == raw.SQLITE_ROW;
    }

    private int Bind(int parameter, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, parameter),
        long number => raw.sqlite3_bind_int64(_statement, parameter, number),
        string text => Bind(parameter, text),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, parameter, bytes),
        _ => throw new ArgumentException($"A statement takes numbers of 64 bits, texts and bytes, not a {value.GetType().Name}.", nameof(value)),
    };

    private int Bind(int parameter, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > MaxStackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[MaxStackBytes];
        var code = raw.sqlite3_bind_text(_statement, parameter, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return code;
    }

    private void Demand(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    /// <summary>One run of a statement: before its first row, on one, or at its end.</summary>
    public readonly struct Rows(Statement owner, sqlite3_stmt statement) : IDisposable
    {
        public bool Read() => owner.Step();

        public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

        public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

        public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

        public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

        /// <summary>Ends the run. What went wrong in it has been thrown already.</summary>
        public void Dispose() => _ = raw.sqlite3_reset(statement);
    }
}
