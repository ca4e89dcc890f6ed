using System.Collections.Concurrent;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitAccess.Tests.Scenarios;

/// <summary>Stands before the real store: it can be away, lie, stop at a commit, and it remembers everything that was written.</summary>
internal sealed class ProbeStore : IGrantStore, IEmbeddedStore, IHintingStore, IAsyncDisposable
{
    private readonly ConcurrentQueue<SealedBatch> _written = new();
    private IGrantStore? _inner;

    /// <summary>Whether every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether reading the journal fails.</summary>
    public bool IsJournalAway { get; set; }

    /// <summary>Runs before each reading of the journal.</summary>
    public Func<Task>? BeforeJournal { get; set; }

    /// <summary>Runs before each erasure.</summary>
    public Func<Task>? BeforeErase { get; set; }

    /// <summary>Runs before each commit.</summary>
    public Func<CommitBatch, Task>? BeforeCommit { get; set; }

    /// <summary>How many of the next commits lose their race, whatever is in them.</summary>
    public int Losses { get; set; }

    /// <summary>Which commits lose their race.</summary>
    public Predicate<CommitBatch>? Losing { get; set; }

    /// <summary>Runs after each commit, before its command knows.</summary>
    public Func<Task>? AfterCommit { get; set; }

    /// <summary>Changes every record that is read.</summary>
    public Func<StoredRecord, StoredRecord>? ChangeRecord { get; set; }

    /// <summary>Changes what is found under keys.</summary>
    public Func<IReadOnlyList<RecordKey>, IReadOnlyList<StoredRecord>, IReadOnlyList<StoredRecord>>? ChangeLoaded { get; set; }

    /// <summary>Changes every journal entry that is read.</summary>
    public Func<StoredEntry, StoredEntry>? ChangeEntry { get; set; }

    /// <summary>Changes every page of the journal that is read.</summary>
    public Func<JournalPage, JournalPage>? ChangePage { get; set; }

    /// <summary>Those that listen, in the order in which they began; a hint is given by calling one, and the connection is lost by failing it.</summary>
    public ConcurrentQueue<(Action<long> Hint, TaskCompletionSource Connection)> Listeners { get; } = new();

    /// <summary>The store behind the probe, as another node reaches it.</summary>
    public IGrantStore Unprobed => _inner!;

    /// <summary>Everything that was written, in order.</summary>
    public IReadOnlyCollection<SealedBatch> Written => _written;

    /// <summary>Puts this store before the one that was chosen last.</summary>
    public void StandBefore(JitAccessBuilder jit)
    {
        var chosen = jit.Services.Last(service => service.ServiceType == typeof(IGrantStore));
        jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(services =>
        {
            _inner = (IGrantStore)(chosen.ImplementationFactory?.Invoke(services)
                ?? ActivatorUtilities.CreateInstance(services, chosen.ImplementationType!));
            return this;
        }));
    }

    public IJitKeyRing OpenLocalKeyRing() => ((IEmbeddedStore)_inner!).OpenLocalKeyRing();

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => Inner.InitializeAsync(cancellationToken);

    public async ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        var loaded = await Inner.LoadAsync(keys, cancellationToken);
        IReadOnlyList<StoredRecord> records = [.. loaded.Records.Select(Changed)];
        return loaded with { Records = ChangeLoaded?.Invoke(keys, records) ?? records };
    }

    public async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before)
        {
            await before(batch);
        }

        if (Losing?.Invoke(batch) == true)
        {
            return CommitResult.Lost;
        }

        if (Losses > 0)
        {
            Losses--;
            return CommitResult.Lost;
        }

        var result = await Inner.CommitAsync(batch, cancellationToken);
        if (result.IsCommitted)
        {
            _written.Enqueue(new SealedBatch(result.Writes, result.Entries));
            if (AfterCommit is { } after)
            {
                await after();
            }
        }

        return result;
    }

    public async ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        if (BeforeJournal is { } before)
        {
            await before();
        }

        var page = IsJournalAway ? throw Away() : await Inner.ReadJournalAsync(after, limit, cancellationToken);
        page = ChangeEntry is { } change ? page with { Entries = [.. page.Entries.Select(change)] } : page;
        return ChangePage?.Invoke(page) ?? page;
    }

    public async ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
    {
        var snapshot = await Inner.ReadLiveGrantsAsync(cancellationToken);
        return new LiveGrantSnapshot(snapshot.Head, snapshot.Incarnation, snapshot.Records.Select(Changed), snapshot.DisposeAsync);
    }

    public async ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        var answer = await Inner.QueryAsync(query, page, cancellationToken);
        return answer with { Records = [.. answer.Records.Select(Changed)] };
    }

    public async ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        await (BeforeErase?.Invoke() ?? Task.CompletedTask);
        return await Inner.EraseAsync(erasure, cancellationToken);
    }

    public async Task ListenAsync(Action<long> committed, CancellationToken cancellationToken)
    {
        var connection = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Listeners.Enqueue((committed, connection));
        await connection.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        switch (_inner)
        {
            case IAsyncDisposable store:
                await store.DisposeAsync();
                break;
            case IDisposable store:
                store.Dispose();
                break;
        }
    }

    private IGrantStore Inner => IsAway ? throw Away() : _inner!;

    private StoredRecord Changed(StoredRecord record) => ChangeRecord?.Invoke(record) ?? record;

    private static StoreUnavailableException Away() => new("The test says that the store is away.");
}
