using JitAccess.Stores;
using Microsoft.Data.Sqlite;

namespace JitAccess.Sqlite;

/// <summary>Streams the grants that are not final out of one read transaction, which lasts until the snapshot is disposed.</summary>
/// <remarks>Read once, by one thread at a time.</remarks>
internal sealed class LiveGrants(Database database, ReaderPool readers, Func<Exception, Exception> explain)
    : IAsyncEnumerable<StoredRecord>, IAsyncEnumerator<StoredRecord>
{
    /// <summary>The query; grants are kind 2.</summary>
    public const string Sql =
        "SELECT " + RecordReader.Columns + " FROM records INDEXED BY records_open WHERE kind = 2 AND is_terminal = 0 AND state IS NOT NULL";

    private Statement.Rows? _rows;
    private bool _hasFailed;
    private CancellationToken _cancellationToken;
    private bool _isOver;

    /// <summary>Takes a snapshot.</summary>
    public static LiveGrantSnapshot Open(ReaderPool readers, StoreClock clock, DatabaseLocation location, Func<Exception, Exception> explain)
    {
        if (location.Path is null)
        {
            return readers.Read(database => InMemory(database, clock));
        }

        var database = readers.Begin();
        try
        {
            var (head, incarnation) = Head.ReadWithIncarnation(database, clock);
            var grants = new LiveGrants(database, readers, explain);
            return new LiveGrantSnapshot(head, incarnation, grants, grants.CloseAsync);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public StoredRecord Current { get; private set; } = null!;

    public IAsyncEnumerator<StoredRecord> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_rows is not null)
        {
            throw new InvalidOperationException("A snapshot of live grants is read once.");
        }

        _cancellationToken = cancellationToken;
        try
        {
            _rows = database.Query(Sql);
            return this;
        }
        catch (SqliteException exception)
        {
            _hasFailed = true;
            throw explain(exception);
        }
    }

    public ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _cancellationToken.ThrowIfCancellationRequested();
        return new(Advance(_rows!.Value));
    }

    /// <summary>Ends the enumeration; the transaction goes on.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isOver) // afterwards the statement is another's
        {
            _rows?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the transaction.</summary>
    public ValueTask CloseAsync()
    {
        if (_isOver)
        {
            return ValueTask.CompletedTask;
        }

        _isOver = true;
        _rows?.Dispose();
        if (_hasFailed)
        {
            database.Dispose();
        }
        else
        {
            readers.End(database);
        }

        return ValueTask.CompletedTask;
    }

    private bool Advance(Statement.Rows rows)
    {
        try
        {
            var exists = rows.Read();
            Current = exists ? RecordReader.Read(rows) : null!;
            return exists;
        }
        catch (SqliteException exception)
        {
            _hasFailed = true;
            throw explain(exception);
        }
    }

    // In memory a reader blocks the writer, so the transaction ends before the caller reads.
    private static LiveGrantSnapshot InMemory(Database database, StoreClock clock)
    {
        var (head, incarnation) = Head.ReadWithIncarnation(database, clock);
        var records = new List<StoredRecord>();
        using var rows = database.Query(Sql);
        while (rows.Read())
        {
            records.Add(RecordReader.Read(rows));
        }

        return new LiveGrantSnapshot(head, incarnation, records.ToAsyncEnumerable());
    }
}
