using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Simulation;

/// <summary>The production shell of a node, on simulated clocks, polling as the background service does.</summary>
internal sealed class ShellNode : IDisposable
{
    private readonly NodeFollower _follower;
    private readonly NodeFreshness _freshness;
    private readonly GrantTable _table;
    private readonly GrantChecker _checker;
    private int _running;

    public ShellNode(int number, MachineClocks clocks, UncertainStore store, Authenticator authenticator, Duration bound)
    {
        (Number, Clocks, Store) = (number, clocks, store);
        var options = Options.Create(new JitAccessOptions { StalenessBound = bound });
        _freshness = new NodeFreshness(clocks.Clock, bound);
        var endings = new GrantEndings(clocks.Clock, _freshness, NullLogger<GrantEndings>.Instance);
        _table = new GrantTable(endings);
        _checker = new GrantChecker(_freshness);
        var reader = new NodeReader(store, authenticator, clocks.Clock, options);
        var memory = new NodeMemory(path: null, NullLogger<NodeMemory>.Instance);
        _follower = new NodeFollower(reader, _table, endings, _freshness, memory, clocks.Clock, options, NullLogger<NodeFollower>.Instance);
        (clocks.TimerSet, clocks.TimerFired) = (store.TimerSet, store.GiveUp);
    }

    public int Number { get; }

    public MachineClocks Clocks { get; }

    public UncertainStore Store { get; }

    public long Position => _follower.Position;

    public bool MayAnswer => _freshness.MayAnswer(out _, out _);

    /// <summary>Whether nothing of it runs: what has begun waits for the store, or for its turn behind what does.</summary>
    public bool IsAtRest => Volatile.Read(ref _running) == 0 || Store.IsAwaited;

    public bool Allows(SimulatedGrant grant) =>
        _checker.Check(_table.Resolve(grant.Live.Subject), SimulatedGrant.PermissionName, grant.Resource).IsAllowed;

    public override string ToString() =>
        $"position {Position}, {_freshness.State.Fault ?? "no fault"}, poll outstanding: {_freshness.State.Outstanding}, {_running} running, waits for the store: {Store.IsAwaited}";

    public void Poll() => _ = RunAsync(() => _follower.SynchroniseAsync(CancellationToken.None));

    public void Apply(IReadOnlyList<StoredEntry> entries) => _ = RunAsync(() => _follower.ApplyOwnAsync(entries, CancellationToken.None));

    public void Dispose() => _follower.Dispose();

    private async Task RunAsync(Func<Task> work)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // As in the background service: the next poll tries again, and the proof of freshness runs out meanwhile.
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
