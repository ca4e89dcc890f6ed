using JitAccess.Stores;

namespace JitAccess.Tests.Followers;

/// <summary>A node's way to a store: what happens on it, a test says.</summary>
internal abstract class StoreWay(IGrantStore inner) : IGrantStore
{
    public ValueTask InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) =>
        StepAsync(() => inner.LoadAsync(keys, cancellationToken));

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        StepAsync(() => inner.CommitAsync(batch, cancellationToken));

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        StepAsync(() => inner.ReadJournalAsync(after, limit, cancellationToken));

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => StepAsync(() => inner.ReadLiveGrantsAsync(cancellationToken));

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        StepAsync(() => inner.QueryAsync(query, page, cancellationToken));

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => inner.EraseAsync(erasure, cancellationToken);

    /// <summary>Takes one step to the store.</summary>
    protected abstract ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take);
}
