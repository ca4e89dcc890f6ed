using JitAccess.Stores;
using Npgsql;

namespace JitAccess.PostgreSql;

/// <summary>Streams the grants that are not final out of one read transaction, which lasts until the snapshot is disposed.</summary>
/// <remarks>Read once, by one thread at a time.</remarks>
internal sealed class LiveGrants(NpgsqlConnection connection, NpgsqlBatch batch, NpgsqlDataReader rows, Func<Exception, Exception> explain)
    : IAsyncEnumerable<StoredRecord>, IAsyncEnumerator<StoredRecord>
{
    private CancellationToken _cancellationToken;
    private bool _isRead;
    private bool _isOver;

    public StoredRecord Current { get; private set; } = null!;

    public IAsyncEnumerator<StoredRecord> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_isRead)
        {
            throw new InvalidOperationException("A snapshot of live grants is read once.");
        }

        _isRead = true;
        _cancellationToken = cancellationToken;
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            var exists = await rows.ReadAsync(_cancellationToken).ConfigureAwait(false);
            Current = exists ? Rows.Record(rows, Current) : null!;
            return exists;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw explain(exception);
        }
    }

    /// <summary>Ends the enumeration; the transaction goes on.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Ends the transaction: a connection that is closed rolls back.</summary>
    public async ValueTask CloseAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            try
            {
                await rows.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                await batch.DisposeAsync().ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
