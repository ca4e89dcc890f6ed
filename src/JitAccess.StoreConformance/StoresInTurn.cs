namespace JitAccess.Stores;

/// <summary>
/// Several stores on one storage that take calls in turns. A setup that opens these has the whole suite run as if nodes alternated: what a store
/// keeps between calls shows.
/// </summary>
/// <remarks>Safe for concurrent use, as the stores are; it owns them.</remarks>
/// <param name="stores">The stores, all open on the same storage.</param>
public sealed class StoresInTurn(IReadOnlyList<IGrantStore> stores) : IGrantStore, IAsyncDisposable
{
    private int _calls;

    private IGrantStore Next => stores[(Interlocked.Increment(ref _calls) & int.MaxValue) % stores.Count];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(cancellationToken).AsTask(), cancellationToken)));

    /// <inheritdoc/>
    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Next.LoadAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Next.CommitAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        Next.ReadJournalAsync(after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Next.ReadLiveGrantsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        Next.QueryAsync(query, page, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => Next.EraseAsync(erasure, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores)
        {
            await StoreFacts.CloseAsync(store);
        }
    }
}
