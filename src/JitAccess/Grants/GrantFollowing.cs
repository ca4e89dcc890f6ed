namespace JitAccess;

/// <summary>Follows the grant of a lease, and each that carries on after it, and cancels a token when none does.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantFollowing : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly JitGrantLease _lease;
    private readonly GrantEndings _endings;
    private LiveGrant _grant;
    private IDisposable? _watch;
    private bool _isDisposed;

    /// <summary>Makes one that follows nothing yet.</summary>
    public GrantFollowing(JitGrantLease lease, GrantEndings endings, LiveGrant grant)
    {
        (_lease, _endings, _grant) = (lease, endings, grant);
        Ended = _ended.Token;
    }

    /// <summary>The grant under which the operation goes on now.</summary>
    public LiveGrant Grant => Volatile.Read(ref _grant);

    /// <summary>The token, which outlives its source.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Begins to follow; a grant that has ended already is told at once.</summary>
    public void Start() => Follow(_grant);

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _watch?.Dispose();
        _ended.Dispose();
    }

    private void Follow(LiveGrant grant)
    {
        var watch = _endings.Watch(grant, OnEnded);
        lock (_lock)
        {
            if (!_isDisposed && ReferenceEquals(_grant, grant))
            {
                _watch = watch;
                return;
            }
        }

        watch.Dispose();
    }

    private void OnEnded()
    {
        if (_lease.Successor() is { } other)
        {
            Volatile.Write(ref _grant, other);
            Follow(other);
            return;
        }

        // Whatever listens runs on the thread pool: it never holds up the table or a timer.
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _endings.Report(_ended.CancelAsync());
            }
        }
    }
}
