using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>A store that a test can take away.</summary>
internal sealed class BreakableStore(TimeProvider time) : IGrantStore, IEmbeddedStore
{
    private readonly InMemoryStore _inner = new(time);

    public bool IsAway { get; set; }

    private InMemoryStore Inner => IsAway ? throw new StoreUnavailableException("the secret name of the store") : _inner;

    public IJitKeyRing OpenLocalKeyRing() => _inner.OpenLocalKeyRing();

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => Inner.InitializeAsync(cancellationToken);

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Inner.LoadAsync(keys, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Inner.CommitAsync(batch, cancellationToken);

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        Inner.ReadJournalAsync(after, limit, cancellationToken);

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Inner.ReadLiveGrantsAsync(cancellationToken);

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        Inner.QueryAsync(query, page, cancellationToken);

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => Inner.EraseAsync(erasure, cancellationToken);
}
