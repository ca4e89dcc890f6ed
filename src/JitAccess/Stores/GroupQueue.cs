namespace JitAccess.Stores;

/// <summary>
/// Gathers what callers want written while earlier work is being written, so that many of them share one transaction and one flush to disk.
/// For stores.
/// </summary>
/// <remarks>
/// Whoever finds the queue idle leads: hands what waits, in order, to the function that writes. When more has arrived meanwhile, a thread of the
/// pool leads next, so nobody writes for others for ever. One group is written at a time. Thread-safe.
/// </remarks>
/// <typeparam name="TWork">What is to be written.</typeparam>
/// <typeparam name="TResult">What became of it.</typeparam>
public sealed class GroupQueue<TWork, TResult> : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<GroupItem<TWork, TResult>> _waiting = new();
    private readonly int _maxGroup;
    private readonly Func<IReadOnlyList<GroupItem<TWork, TResult>>, ValueTask> _write;
    private readonly Action? _close;
    private bool _hasLeader;
    private bool _isDisposed;

    /// <summary>Initialises a queue.</summary>
    /// <param name="maxGroup">The most that is written together, 1 or more.</param>
    /// <param name="write">Writes a group and completes or fails each item; when it throws, every item that it has not settled fails with that.</param>
    /// <param name="close">Called once, when the queue is disposed and nothing is being written any more.</param>
    public GroupQueue(int maxGroup, Func<IReadOnlyList<GroupItem<TWork, TResult>>, ValueTask> write, Action? close = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGroup, 1);
        ArgumentNullException.ThrowIfNull(write);
        _maxGroup = maxGroup;
        _write = write;
        _close = close;
    }

    /// <summary>Has something written.</summary>
    /// <param name="work">What.</param>
    /// <param name="cancellationToken">Gives up while the work still waits; what is being written goes on.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public async Task<TResult> RunAsync(TWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new GroupItem<TWork, TResult>(work);
        if (Enqueue(item))
        {
            _ = LeadAsync(); // settles its items whatever happens
        }

        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((GroupItem<TWork, TResult>)state!).Cancel(token), item);
        await using (registration.ConfigureAwait(false))
        {
            return await item.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more work; what waits is still written.</summary>
    public void Dispose()
    {
        bool isIdle;
        lock (_lock)
        {
            isIdle = !_isDisposed && !_hasLeader;
            _isDisposed = true;
        }

        if (isIdle)
        {
            _close?.Invoke();
        }
    }

    // Whether the caller leads.
    private bool Enqueue(GroupItem<TWork, TResult> item)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _waiting.Enqueue(item);
            return !_hasLeader && (_hasLeader = true);
        }
    }

    private async Task LeadAsync()
    {
        var group = TakeGroup();
        try
        {
            if (group.Count > 0)
            {
                await _write(group).ConfigureAwait(false);
            }

            group.ForEach(static item => item.Fail(new InvalidOperationException("The store wrote a group and did not say what became of this batch: a defect.")));
        }
        catch (Exception exception)
        {
            group.ForEach(item => item.Fail(exception));
        }

        HandOver();
    }

    private List<GroupItem<TWork, TResult>> TakeGroup()
    {
        var group = new List<GroupItem<TWork, TResult>>();
        lock (_lock)
        {
            while (group.Count < _maxGroup && _waiting.TryDequeue(out var item))
            {
                if (item.TryTake())
                {
                    group.Add(item);
                }
            }
        }

        return group;
    }

    private void HandOver()
    {
        bool isMore, isOver;
        lock (_lock)
        {
            isMore = _hasLeader = _waiting.Count > 0;
            isOver = !isMore && _isDisposed;
        }

        if (isMore)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.LeadAsync(), this, preferLocal: false);
        }
        else if (isOver)
        {
            _close?.Invoke();
        }
    }
}
