using System.Security.Cryptography;
using Npgsql;

namespace JitAccess.PostgreSql.Tests;

/// <summary>A schema of a test's own on the shared server; it is dropped when the test is over.</summary>
internal sealed class TestSchema : IDisposable
{
    public string Name { get; } = "t" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public PostgreSqlGrantStore NewStore(TimeProvider? time = null, string? connectionString = null, Action<PostgreSqlStoreOptions>? configure = null)
    {
        var options = new PostgreSqlStoreOptions { Schema = Name };
        configure?.Invoke(options);
        return new PostgreSqlGrantStore(connectionString ?? PostgresServer.Shared.ConnectionString, options, time ?? TimeProvider.System);
    }

    public async Task<PostgreSqlGrantStore> NewInitializedStoreAsync(TimeProvider? time = null)
    {
        var store = NewStore(time);
        await store.InitializeAsync(default);
        return store;
    }

    public NpgsqlConnection OpenRaw()
    {
        var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>Runs SQL without the store; <c>$schema</c> is this schema.</summary>
    public int Run(string sql)
    {
        using var connection = OpenRaw();
        using var command = new NpgsqlCommand(sql.Replace("$schema", Name, StringComparison.Ordinal), connection);
        return command.ExecuteNonQuery();
    }

    public object? Ask(string sql)
    {
        using var connection = OpenRaw();
        using var command = new NpgsqlCommand(sql.Replace("$schema", Name, StringComparison.Ordinal), connection);
        return command.ExecuteScalar();
    }

    public void Dispose() => Run("DROP SCHEMA IF EXISTS $schema CASCADE");
}
