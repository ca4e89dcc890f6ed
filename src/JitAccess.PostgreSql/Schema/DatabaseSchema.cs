using System.Globalization;
using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Makes a schema ours: creates what is missing, migrates what is older, refuses what is not ours or too new.</summary>
/// <remarks>Safe when several nodes do it at once: one migrates, the others wait and find it done.</remarks>
internal sealed class DatabaseSchema(Server server, string schema)
{
    private const int OldestServer = 13;

    /// <summary>Prepares the schema and sees that it is whole.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        await DemandServerAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancellationToken, "jitaccess " + schema).ConfigureAwait(false);
        await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await DemandWholeAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task DemandServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw Unusable(string.Create(
                CultureInfo.InvariantCulture, $"is PostgreSQL {connection.PostgreSqlVersion}, and JitAccess needs {OldestServer} or later. Update the server"));
        }

        if (await AskAsync(connection, "SELECT pg_is_in_recovery()", cancellationToken).ConfigureAwait(false) is true)
        {
            throw Unusable("is a standby. Name the primary");
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await FindAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found > Migration.Current)
        {
            await DemandReadableAsync(connection, found, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var migration in Migration.All.Where(migration => migration.Schema > found))
        {
            await RunAsync(connection, migration.ScriptFor(schema), cancellationToken).ConfigureAwait(false);
            await WriteAsync(connection, "schema", migration.Schema, cancellationToken).ConfigureAwait(false);
            await WriteAsync(connection, "min_reader", migration.MinReader, cancellationToken).ConfigureAwait(false);
        }
    }

    // The schema that is there; 0 for none, which is then made. A schema with somebody else's tables is left alone.
    private async Task<int> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await AskAsync(connection, "SELECT to_regnamespace($1)::text", cancellationToken, schema).ConfigureAwait(false) is null)
        {
            await RunAsync(connection, $"CREATE SCHEMA {schema}", cancellationToken).ConfigureAwait(false);
            return 0;
        }

        if (await AskAsync(connection, "SELECT to_regclass($1)::text", cancellationToken, schema + ".meta").ConfigureAwait(false) is not null
            && await NumberAsync(connection, "schema", cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        return await AskAsync(
            connection, "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace($1))", cancellationToken, schema).ConfigureAwait(false) is false
            ? 0
            : throw Unusable($"has a schema \"{schema}\" that belongs to another application. Set PostgreSqlStoreOptions.Schema to one of its own");
    }

    private async Task DemandReadableAsync(NpgsqlConnection connection, int found, CancellationToken cancellationToken)
    {
        var minReader = await NumberAsync(connection, "min_reader", cancellationToken).ConfigureAwait(false) ?? int.MaxValue;
        if (minReader > Migration.Current)
        {
            throw Unusable(string.Create(
                CultureInfo.InvariantCulture,
                $"has schema {found}, which needs a JitAccess.PostgreSql that reads schema {minReader}; this one reads schema {Migration.Current}. Update the package"));
        }
    }

    // What the journal ends with and what its head says are written together; when they differ, somebody edited the tables.
    private async Task DemandWholeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isWhole = await AskAsync(
            connection,
            $"""
            SELECT head.position = coalesce((SELECT max(position) FROM {schema}.journal), 0)
                AND (head.position = 0 OR EXISTS (SELECT 1 FROM {schema}.journal WHERE journal.position = head.position AND journal.hash = head.hash))
            FROM {schema}.head
            """,
            cancellationToken).ConfigureAwait(false);
        if (isWhole is not true)
        {
            throw Unusable("holds a journal that does not end where its head says: it was edited. Put the database back from its backup");
        }
    }

    private async Task<int?> NumberAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        await AskAsync(connection, $"SELECT value FROM {schema}.meta WHERE name = $1", cancellationToken, name).ConfigureAwait(false) is string value
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private Task WriteAsync(NpgsqlConnection connection, string name, int value, CancellationToken cancellationToken) => RunAsync(
        connection,
        $"INSERT INTO {schema}.meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        cancellationToken,
        name,
        value.ToString(CultureInfo.InvariantCulture));

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        return command;
    }

    private StoreUnavailableException Unusable(string what) => new($"The database \"{server.Name}\" {what}.");
}
