using System.Collections.Concurrent;

namespace JitAccess.Sqlite;

/// <summary>Connections that read, each in a transaction of its own: everything read in it stood together at one moment.</summary>
/// <param name="open">Opens a connection.</param>
/// <param name="gate">What whoever reads holds, where a reader blocks the writer; <see langword="null"/> where neither blocks the other.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReaderPool(Func<Database> open, Lock? gate) : IDisposable
{
    private const int MaxIdle = 8;
    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads within one transaction.</summary>
    public T Read<T>(Func<Database, T> work)
    {
        if (gate is null)
        {
            return ReadNow(work);
        }

        lock (gate)
        {
            return ReadNow(work);
        }
    }

    /// <summary>Starts a transaction that lasts until <see cref="End"/>; its first read fixes the moment.</summary>
    public Database Begin()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteGrantStore));
        var database = _idle.TryTake(out var idle) ? idle : open();
        try
        {
            database.Execute("BEGIN");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Ends a transaction and keeps its connection for the next.</summary>
    public void End(Database database)
    {
        database.Execute("COMMIT");
        _idle.Add(database);
        if (_isDisposed || _idle.Count > MaxIdle)
        {
            Discard();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (Discard())
        {
        }
    }

    private bool Discard()
    {
        if (!_idle.TryTake(out var database))
        {
            return false;
        }

        database.Dispose();
        return true;
    }

    private T ReadNow<T>(Func<Database, T> work)
    {
        var database = Begin();
        try
        {
            var result = work(database);
            End(database);
            return result;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
