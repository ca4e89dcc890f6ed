using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Tests.Scenarios;

/// <summary>A store in memory that can be away.</summary>
internal sealed class BreakableStore(TimeProvider time) : IGrantStore, IEmbeddedStore
{
    private readonly InMemoryStore _inner = new(time);

    /// <summary>Whether every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether reading the journal fails.</summary>
    public bool IsJournalAway { get; set; }

    /// <summary>Runs before a commit.</summary>
    public Func<Task>? BeforeCommit { get; set; }

    public IJitKeyRing OpenLocalKeyRing() => _inner.OpenLocalKeyRing();

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => Inner.InitializeAsync(cancellationToken);

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Inner.LoadAsync(keys, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before)
        {
            await before();
        }

        return await Inner.CommitAsync(batch, cancellationToken);
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        IsJournalAway ? throw Away() : Inner.ReadJournalAsync(after, limit, cancellationToken);

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Inner.ReadLiveGrantsAsync(cancellationToken);

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        Inner.QueryAsync(query, page, cancellationToken);

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => Inner.EraseAsync(erasure, cancellationToken);

    private InMemoryStore Inner => IsAway ? throw Away() : _inner;

    private static StoreUnavailableException Away() => new("The test says that the store is away.");
}
