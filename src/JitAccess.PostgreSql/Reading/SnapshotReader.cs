using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Reads within a snapshot: everything in it stood together at one moment. One round trip, and no lock that a commit waits for.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SnapshotReader(Server server, Statements sql, HeadReader heads)
{
    /// <summary>Asks for the head and what else the statements say, in order.</summary>
    /// <param name="read">Reads the results; the first is that of the first statement.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="statements">The statements.</param>
    public async Task<T> ReadAsync<T>(Func<Head, NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken, params NpgsqlBatchCommand[] statements)
    {
        await using var connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = Batch(connection, statements);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.Commit));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var head = await heads.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await read(head, reader).ConfigureAwait(false);
    }

    /// <summary>Opens all live grants as of one moment; the transaction lasts until the snapshot is disposed.</summary>
    public async Task<LiveGrantSnapshot> OpenLiveGrantsAsync(Func<Exception, Exception> explain, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var batch = Batch(connection, [new NpgsqlBatchCommand(sql.SelectLive)]);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var head = await heads.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            var grants = new LiveGrants(connection, batch, reader, explain);
            return new LiveGrantSnapshot(head.Journal, head.Incarnation, grants, grants.CloseAsync);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private NpgsqlBatch Batch(NpgsqlConnection connection, NpgsqlBatchCommand[] statements)
    {
        var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.BeginReading));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.SelectHead));
        Array.ForEach(statements, batch.BatchCommands.Add);
        return batch;
    }
}
