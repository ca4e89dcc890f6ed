namespace JitAccess.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database while others go on, so that no command waits for that. What keeps it from working makes the log longer and
/// nothing else: the writing connection moves a log that has grown long itself (<see cref="ConnectionSettings"/>), and reports what stands against it.
/// </summary>
/// <param name="open">Opens a writing connection.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Checkpoints(Func<Database> open) : IDisposable
{
    // About as often as SQLite would by itself.
    private const int CommitsBetween = 200;

    private readonly Lock _moving = new();
    private Database? _database;
    private bool _isDisposed;
    private int _commits;
    private int _isUnderway;

    /// <summary>Notes that commits were written.</summary>
    public void Note(int commits)
    {
        if (Interlocked.Add(ref _commits, commits) >= CommitsBetween && Interlocked.Exchange(ref _isUnderway, 1) == 0)
        {
            Volatile.Write(ref _commits, 0);
            ThreadPool.UnsafeQueueUserWorkItem(static checkpoints => checkpoints.Move(), this, preferLocal: false);
        }
    }

    /// <summary>Runs something that nothing may be moved beside.</summary>
    public T Without<T>(Func<T> work)
    {
        lock (_moving)
        {
            return work();
        }
    }

    public void Dispose()
    {
        lock (_moving)
        {
            _isDisposed = true;
            Close();
        }
    }

    private void Move()
    {
        lock (_moving)
        {
            try
            {
                if (!_isDisposed)
                {
                    (_database ??= open()).Pragma("wal_checkpoint(PASSIVE)");
                }
            }
            catch (Exception)
            {
                Close(); // nobody waits here, and nothing may escape; the next one opens another
            }
        }

        Volatile.Write(ref _isUnderway, 0);
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
