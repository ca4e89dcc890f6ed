namespace JitAccess.Sqlite;

/// <summary>
/// The one writer of this process. Whoever finds it idle leads: writes what waits in one transaction, in order, each job in a savepoint of its
/// own. While the disk is busy the next group gathers, so that many callers share one flush to disk.
/// </summary>
/// <param name="open">Opens the writing connection.</param>
/// <param name="explain">Turns what SQLite throws into what callers see.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class GroupWriter(Func<Database> open, Func<Exception, Exception> explain) : IDisposable
{
    private const int MaxGroup = 64;

    private readonly Lock _lock = new();
    private readonly Queue<WriteJob> _waiting = new();
    private bool _hasLeader;
    private bool _isDisposed;

    // INVARIANT: touched by the leader alone, or under the lock when there is none.
    private Database? _database;

    /// <summary>Runs a job inside a transaction and returns when that is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new WriteJob<T>(work);
        if (Enqueue(job))
        {
            Lead();
        }

        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((WriteJob<T>)state!).Cancel(token), job);
        await using (registration.ConfigureAwait(false))
        {
            return await job.Completion.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            if (!_hasLeader)
            {
                Close();
            }
        }
    }

    // Whether the caller leads.
    private bool Enqueue(WriteJob job)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteGrantStore));
            _waiting.Enqueue(job);
            return !_hasLeader && (_hasLeader = true);
        }
    }

    private void Lead()
    {
        var group = TakeGroup();
        var failure = Commit(group);
        HandOver();
        foreach (var job in group)
        {
            if (failure is null)
            {
                job.Complete(explain);
            }
            else
            {
                job.Fail(failure);
            }
        }
    }

    private List<WriteJob> TakeGroup()
    {
        var group = new List<WriteJob>();
        lock (_lock)
        {
            while (group.Count < MaxGroup && _waiting.TryDequeue(out var job))
            {
                if (job.TryTake())
                {
                    group.Add(job);
                }
            }
        }

        return group;
    }

    // What went wrong with the transaction as a whole, if anything.
    private Exception? Commit(List<WriteJob> group)
    {
        if (group.Count == 0)
        {
            return null;
        }

        try
        {
            var database = _database ??= open();
            database.Execute("BEGIN IMMEDIATE");
            foreach (var job in group)
            {
                job.Write(database);
            }

            database.Execute("COMMIT");
            return null;
        }
        catch (Exception exception)
        {
            Close(); // rolls back; a connection that failed is not used again
            return explain(exception);
        }
    }

    // The next leader is a thread of the pool: nobody writes for others for ever.
    private void HandOver()
    {
        lock (_lock)
        {
            _hasLeader = _waiting.Count > 0;
            if (_hasLeader)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Lead(), this, preferLocal: false);
            }
            else if (_isDisposed)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
