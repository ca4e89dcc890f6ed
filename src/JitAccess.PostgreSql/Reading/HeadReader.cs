using JitAccess.Stores;
using NodaTime;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>The end of the journal and the identity of the store, as they stand in a snapshot.</summary>
internal sealed record Head(JournalHead Journal, string Incarnation);

/// <summary>Reads the head, with the store's time; refuses a server that is no primary.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HeadReader(Server server, PostgreSqlStoreOptions options, StoreClock clock)
{
    /// <summary>Reads the first row of a result whose first columns are those of <see cref="Statements.SelectHead"/>.</summary>
    public async Task<Head> ReadAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException($"The database \"{server.Name}\" has lost the head of its journal: it was edited. Put it back from its backup.");
        }

        return Read(row);
    }

    /// <summary>Reads the row that a reader stands at, whose first columns are those of <see cref="Statements.SelectHead"/>.</summary>
    public Head Read(NpgsqlDataReader row)
    {
        // A standby lags behind the primary, by how much it cannot tell: it proves no freshness.
        if (row.GetBoolean(5))
        {
            throw new StoreUnavailableException($"The database \"{server.Name}\" is a standby: it may lag behind. Name the primary.");
        }

        var last = row.IsDBNull(2) ? default(Instant?) : Instant.FromUnixTimeMilliseconds(row.GetInt64(2));
        var reading = options.Clock?.Invoke() ?? Instant.FromUnixTimeMilliseconds(row.GetInt64(4));
        return new Head(new JournalHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1), clock.Now(last, reading)), row.GetString(3));
    }
}
