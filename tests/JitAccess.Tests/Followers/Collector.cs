namespace JitAccess.Tests.Followers;

/// <summary>A follower that keeps what it gets, and fails when a test says so.</summary>
internal sealed class Collector(string name = "collector") : IJournalFollower
{
    private readonly List<JournalDelivery> _got = [];
    private volatile Func<bool>? _waits;

    public string Name => name;

    /// <summary>Runs before anything is kept.</summary>
    public Func<IReadOnlyList<JournalDelivery>, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs when everything is kept, before the node knows.</summary>
    public Func<Task>? After { get; set; }

    public IReadOnlyList<JournalDelivery> Got => _got;

    public IEnumerable<long> Positions => _got.Select(delivery => delivery.Entry.Position);

    /// <summary>Whether it is being called and nothing but time makes it go on.</summary>
    public bool IsWaiting => _waits?.Invoke() ?? false;

    /// <summary>Does not come back from some entries until the end of something, whatever its token says.</summary>
    public void HangFor(Predicate<long> position, Task end) => Before = Hanging(position, end);

    /// <summary>Fails for some entries, and does not come back from others that come without those.</summary>
    public void FailAndHangFor(Predicate<long> failing, Predicate<long> hanging, Task end)
    {
        var hang = Hanging(hanging, end);
        FailFor(failing);
        var fail = Before!;
        Before = async (entries, stop) =>
        {
            await fail(entries, stop);
            await hang(entries, stop);
        };
    }

    /// <summary>Waits until it is told to stop, and says when that was.</summary>
    public async Task<NodaTime.Instant> StoppedAsync(Time.ManualTime time, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<NodaTime.Instant>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => stopped.SetResult(time.Clock.Wall));
        await WaitAsync(stopped.Task, () => !cancellationToken.IsCancellationRequested);
        return await stopped.Task;
    }

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

    private Func<IReadOnlyList<JournalDelivery>, CancellationToken, Task> Hanging(Predicate<long> position, Task end) => (entries, _) =>
        entries.Any(delivery => position(delivery.Entry.Position)) ? WaitAsync(end, static () => true) : Task.CompletedTask;

    private async Task WaitAsync(Task end, Func<bool> waits)
    {
        _waits = waits;
        try
        {
            await end;
        }
        finally
        {
            _waits = null;
        }
    }
}
