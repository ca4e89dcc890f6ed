using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>The one writer of this process: writes what waits in one transaction, in order; where a job fails, each in one of its own.</summary>
/// <param name="open">Opens the writing connection.</param>
/// <param name="explain">Turns what SQLite throws into what callers see.</param>
/// <param name="gate">What the writer holds, where a reader blocks it; <see langword="null"/> where neither blocks the other.</param>
/// <param name="committed">Told how many jobs a transaction has written.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class GroupWriter(Func<Database> open, Func<Exception, Exception> explain, Lock? gate, Action<int> committed) : IDisposable
{
    private const int MaxGroup = 64;

    private GroupQueue<Func<WriteTransaction, object>, object>? _queue;

    // INVARIANT: touched while a group is written, or when none ever will be again.
    private Database? _database;

    private GroupQueue<Func<WriteTransaction, object>, object> Queue =>
        LazyInitializer.EnsureInitialized(ref _queue, () => new GroupQueue<Func<WriteTransaction, object>, object>(MaxGroup, WriteAsync, Close));

    /// <summary>Runs a job inside a transaction and returns when that is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<WriteTransaction, T> job, CancellationToken cancellationToken)
        where T : notnull =>
        (T)await Queue.RunAsync(transaction => job(transaction), cancellationToken).ConfigureAwait(false);

    public void Dispose() => Queue.Dispose();

    // SQLite has no asynchronous calls: the leader's own thread waits for the disk.
    private ValueTask WriteAsync(IReadOnlyList<GroupItem<Func<WriteTransaction, object>, object>> group)
    {
        try
        {
            if (gate is null)
            {
                Write(group);
            }
            else
            {
                lock (gate)
                {
                    Write(group);
                }
            }

            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            Close(); // rolls back; a connection that failed is not used again
            return ValueTask.FromException(explain(exception));
        }
    }

    // Throws only when the whole transaction is lost. Whoever is told goes on on another thread.
    private void Write(IReadOnlyList<GroupItem<Func<WriteTransaction, object>, object>> group)
    {
        var database = _database ??= open();
        if (TryCommit(database, group) is null)
        {
            return;
        }

        // Each on its own, so that whoever is at fault fails alone; and told at once, so that what is done stays done whatever becomes of the next.
        foreach (var item in group)
        {
            if (TryCommit(database, [item]) is { } failure)
            {
                item.Fail(explain(failure));
            }
        }
    }

    // Why a job failed, and with it all of them; nothing once they are on disk and told so.
    private Exception? TryCommit(Database database, IReadOnlyList<GroupItem<Func<WriteTransaction, object>, object>> group)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var transaction = new WriteTransaction(database);
            var results = group.Select(item => item.Work(transaction)).ToList();
            database.Execute("COMMIT");
            committed(group.Count);
            foreach (var (item, result) in group.Zip(results))
            {
                item.Complete(result);
            }

            return null;
        }
        catch (Exception exception) when (database.IsInTransaction)
        {
            database.Execute("ROLLBACK");
            return exception;
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
