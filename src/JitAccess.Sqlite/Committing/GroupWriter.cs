using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>The one writer of this process: writes what waits in one transaction, in order, each job in a savepoint of its own.</summary>
/// <param name="open">Opens the writing connection.</param>
/// <param name="explain">Turns what SQLite throws into what callers see.</param>
/// <param name="gate">What the writer holds, where a reader blocks it; <see langword="null"/> where neither blocks the other.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class GroupWriter(Func<Database> open, Func<Exception, Exception> explain, Lock? gate) : IDisposable
{
    private const int MaxGroup = 64;

    private GroupQueue<Func<Database, object>, object>? _queue;

    // INVARIANT: touched while a group is written, or when none ever will be again.
    private Database? _database;

    private GroupQueue<Func<Database, object>, object> Queue =>
        LazyInitializer.EnsureInitialized(ref _queue, () => new GroupQueue<Func<Database, object>, object>(MaxGroup, WriteAsync, Close));

    /// <summary>Runs a job inside a transaction and returns when that is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<Database, T> job, CancellationToken cancellationToken)
        where T : notnull =>
        (T)await Queue.RunAsync(database => job(database), cancellationToken).ConfigureAwait(false);

    public void Dispose() => Queue.Dispose();

    // SQLite has no asynchronous calls: the leader's own thread waits for the disk.
    private ValueTask WriteAsync(IReadOnlyList<GroupItem<Func<Database, object>, object>> group)
    {
        try
        {
            foreach (var tell in Commit(group))
            {
                tell();
            }

            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            Close(); // rolls back; a connection that failed is not used again
            return ValueTask.FromException(explain(exception));
        }
    }

    private List<Action> Commit(IReadOnlyList<GroupItem<Func<Database, object>, object>> group)
    {
        if (gate is null)
        {
            return CommitNow(group);
        }

        lock (gate)
        {
            return CommitNow(group);
        }
    }

    private List<Action> CommitNow(IReadOnlyList<GroupItem<Func<Database, object>, object>> group)
    {
        var database = _database ??= open();
        database.Execute("BEGIN IMMEDIATE");
        var outcomes = group.Select(item => Write(database, item)).ToList();
        database.Execute("COMMIT");
        return outcomes;
    }

    // What to tell whoever waits, once the transaction is on disk. Throws only when the whole transaction is lost.
    private Action Write(Database database, GroupItem<Func<Database, object>, object> item)
    {
        database.Execute("SAVEPOINT job");
        try
        {
            var result = item.Work(database);
            database.Execute("RELEASE job");
            return () => item.Complete(result);
        }
        catch (Exception exception) when (database.IsInTransaction)
        {
            // This job fails alone; the others of the transaction go on.
            database.Execute("ROLLBACK TO job");
            database.Execute("RELEASE job");
            return () => item.Fail(explain(exception));
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
