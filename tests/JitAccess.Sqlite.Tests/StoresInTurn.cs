using JitAccess.Stores;

namespace JitAccess.Sqlite.Tests;

/// <summary>Hands each call to the next of several stores.</summary>
internal sealed class StoresInTurn(IReadOnlyList<SqliteGrantStore> stores) : IGrantStore, IDisposable
{
    private int _calls;

    private SqliteGrantStore Next => stores[(Interlocked.Increment(ref _calls) & int.MaxValue) % stores.Count];

    public async ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(cancellationToken).AsTask(), cancellationToken)));

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken) => Next.LoadAsync(keys, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Next.CommitAsync(batch, cancellationToken);

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken) =>
        Next.ReadJournalAsync(after, limit, cancellationToken);

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken) => Next.ReadLiveGrantsAsync(cancellationToken);

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken) =>
        Next.QueryAsync(query, page, cancellationToken);

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken) => Next.EraseAsync(erasure, cancellationToken);

    public void Dispose()
    {
        foreach (var store in stores)
        {
            store.Dispose();
        }
    }
}
