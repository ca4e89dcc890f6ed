using Microsoft.Data.Sqlite;

namespace JitAccess.Sqlite.Tests;

/// <summary>SQL without the store.</summary>
internal static class RawSql
{
    public static int Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public static object? Ask(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
