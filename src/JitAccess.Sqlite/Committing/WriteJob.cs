namespace JitAccess.Sqlite;

/// <summary>Something that waits to be written in a transaction with others.</summary>
internal abstract class WriteJob
{
    private int _isTaken;

    /// <summary>Takes the job for writing or for giving up, whichever comes first.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Writes within a savepoint of its own. Throws only when the whole transaction is lost.</summary>
    public abstract void Write(Database database);

    /// <summary>Tells whoever waits that the transaction is committed, or why this job alone failed.</summary>
    public abstract void Complete(Func<Exception, Exception> explain);

    /// <summary>Tells whoever waits that nothing of the transaction was written.</summary>
    public abstract void Fail(Exception exception);
}
