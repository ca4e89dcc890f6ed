using Npgsql;
using NpgsqlTypes;

namespace JitAccess.PostgreSql;

/// <summary>Values of statements, by place.</summary>
internal static class Parameters
{
    public static NpgsqlBatchCommand Statement(string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        Array.ForEach(values, value => command.Parameters.Add(value));
        return command;
    }

    public static NpgsqlParameter Of(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Of(short value) => new NpgsqlParameter<short> { TypedValue = value };

    public static NpgsqlParameter Of(byte[] value) => new NpgsqlParameter<byte[]> { TypedValue = value };

    /// <summary>A text that came from outside, as its bytes.</summary>
    public static NpgsqlParameter Of(string text) => Of(StoredText.Encode(text));

    public static NpgsqlParameter OfOptional(string? text) =>
        new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)StoredText.EncodeOptional(text) ?? DBNull.Value };

    /// <summary>A word of ours, as text.</summary>
    public static NpgsqlParameter OfWord(string word) => new NpgsqlParameter<string> { TypedValue = word };

    /// <summary>A column of values.</summary>
    public static NpgsqlParameter Column<T>(IEnumerable<T> values) => new NpgsqlParameter<T[]> { TypedValue = [.. values] };
}
