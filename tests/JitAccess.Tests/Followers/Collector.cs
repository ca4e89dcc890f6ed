namespace JitAccess.Tests.Followers;

/// <summary>A follower that keeps what it gets, and fails when a test says so.</summary>
internal sealed class Collector(string name = "collector") : IJournalFollower
{
    private readonly List<JournalDelivery> _got = [];

    public string Name => name;

    /// <summary>Runs before anything is kept.</summary>
    public Func<IReadOnlyList<JournalDelivery>, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs when everything is kept, before the node knows.</summary>
    public Func<Task>? After { get; set; }

    public IReadOnlyList<JournalDelivery> Got => _got;

    public IEnumerable<long> Positions => _got.Select(delivery => delivery.Entry.Position);

    /// <summary>Fails for some entries.</summary>
    public void FailFor(Predicate<long> position, Func<Exception>? failure = null) => Before = (entries, _) =>
        entries.Any(delivery => position(delivery.Entry.Position)) ? throw (failure?.Invoke() ?? new IOException("The test says no.")) : Task.CompletedTask;

    public async Task DeliverAsync(IReadOnlyList<JournalDelivery> entries, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(entries, cancellationToken);
        }

        _got.AddRange(entries);
        if (After is { } after)
        {
            await after();
        }
    }
}
