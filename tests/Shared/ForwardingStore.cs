namespace JitAccess.Stores;

/// <summary>A store that does what another does, but for what is overridden.</summary>
internal abstract class ForwardingStore : IGrantStore
{
    /// <summary>The other; asked for at each call, which fails as this does.</summary>
    protected abstract IGrantStore Inner { get; }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => Inner.InitializeAsync(cancellationToken);

    public virtual ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Inner.LoadAsync(keys, cancellationToken);

    public virtual ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Inner.CommitAsync(batch, cancellationToken);

    public virtual ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        Inner.ReadJournalAsync(after, limit, cancellationToken);

    public virtual ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Inner.ReadLiveGrantsAsync(cancellationToken);

    public virtual ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        Inner.QueryAsync(query, page, cancellationToken);

    public virtual ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => Inner.EraseAsync(erasure, cancellationToken);
}
