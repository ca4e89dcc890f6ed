namespace JitAccess.Stores;

/// <summary>Work that waits in a <see cref="GroupQueue{TWork, TResult}"/> for its turn.</summary>
/// <remarks>Settled once: what comes second changes nothing. Thread-safe.</remarks>
/// <typeparam name="TWork">What is to be written.</typeparam>
/// <typeparam name="TResult">What became of it.</typeparam>
public sealed class GroupItem<TWork, TResult>
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    internal GroupItem(TWork work) => Work = work;

    /// <summary>Gets what is to be written.</summary>
    public TWork Work { get; }

    internal Task<TResult> Completion => _completion.Task;

    /// <summary>Tells whoever waits what became of the work, once it is durable.</summary>
    /// <param name="result">The result.</param>
    public void Complete(TResult result) => _completion.TrySetResult(result);

    /// <summary>Tells whoever waits that nothing of this work was written, or that nobody knows.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(Exception exception) => _completion.TrySetException(exception);

    internal bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    internal void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake())
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }
}
