namespace JitAccess;

/// <summary>The leases of an operation that follow their grant, until its scope is over.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OperationLeases : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<JitGrantLease> _leases = [];
    private bool _isOver;

    /// <summary>Takes one, which is disposed with the others.</summary>
    public bool TryAdd(JitGrantLease lease)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _leases.Add(lease);
            }

            return !_isOver;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _leases.ForEach(static lease => lease.Dispose());
    }
}
