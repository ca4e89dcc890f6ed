namespace JitAccess.Sqlite;

/// <summary>A job with a result.</summary>
/// <param name="work">What to do inside the transaction, once.</param>
internal sealed class WriteJob<T>(Func<Database, T> work) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    /// <summary>Ends when the transaction is committed, or with the failure.</summary>
    public Task<T> Completion => _completion.Task;

    public override void Write(Database database)
    {
        database.Execute("SAVEPOINT job");
        try
        {
            _result = work(database);
            database.Execute("RELEASE job");
        }
        catch (Exception exception) when (database.IsInTransaction)
        {
            // This job fails alone; the others of the transaction go on.
            _failure = exception;
            database.Execute("ROLLBACK TO job");
            database.Execute("RELEASE job");
        }
    }

    public override void Complete(Func<Exception, Exception> explain)
    {
        if (_failure is null)
        {
            _completion.TrySetResult(_result!);
        }
        else
        {
            _completion.TrySetException(explain(_failure));
        }
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    /// <summary>Gives up a job that nobody has taken yet.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake())
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }
}
