using JitAccess.Stores;

namespace JitAccess;

/// <summary>
/// The grants whose end has been decided on this node and is being committed. Uses of them wait for it: a holder who takes use after use
/// would otherwise win race after race against the revocation.
/// </summary>
/// <remarks>Thread-safe. An end that is not committed after all leaves the grant as it was.</remarks>
internal sealed class EndsUnderway
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKey, Underway> _underway = [];

    /// <summary>Opens the time in which ends are committed; disposing closes it, whatever became of them.</summary>
    public Command Begin() => new(this);

    /// <summary>Waits until nobody on this node is about to end a grant.</summary>
    public async Task WaitAsync(RecordKey grant, CancellationToken cancellationToken)
    {
        while (Find(grant) is { } done)
        {
            await done.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task? Find(RecordKey grant)
    {
        lock (_lock)
        {
            return _underway.GetValueOrDefault(grant)?.Done.Task;
        }
    }

    private void Add(RecordKey grant)
    {
        lock (_lock)
        {
            if (!_underway.TryGetValue(grant, out var underway))
            {
                _underway.Add(grant, underway = new Underway());
            }

            underway.Count++;
        }
    }

    private void Remove(RecordKey grant)
    {
        lock (_lock)
        {
            var underway = _underway[grant];
            if (--underway.Count == 0)
            {
                _underway.Remove(grant);
                underway.Done.SetResult();
            }
        }
    }

    /// <summary>The ends of one command.</summary>
    /// <remarks>Used by one command at a time.</remarks>
    public sealed class Command(EndsUnderway ends) : IDisposable
    {
        private readonly Dictionary<RecordKey, GrantFinished> _ends = [];

        /// <summary>What is being ended.</summary>
        public IReadOnlyCollection<GrantFinished> Ends => _ends.Values;

        /// <summary>Notes which grants a decision ends.</summary>
        public Decision Note(Decision decision)
        {
            foreach (var finished in decision.Events.OfType<GrantFinished>())
            {
                var grant = GrantRecord.KeyOf(finished.Tenant, finished.Grant);
                if (_ends.TryAdd(grant, finished))
                {
                    ends.Add(grant);
                }
            }

            return decision;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var grant in _ends.Keys)
            {
                ends.Remove(grant);
            }

            _ends.Clear();
        }
    }

    private sealed class Underway
    {
        public int Count { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
