using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.AspNetCore.Tests;

/// <summary>A store in memory that can go away: for everything, or for commits alone.</summary>
internal sealed class FragileStore(TimeProvider time) : IGrantStore, IEmbeddedStore
{
    private readonly InMemoryStore _inner = new(time);

    public bool IsAway { get; set; }

    public bool RefusesCommits { get; set; }

    public int Commits { get; private set; }

    public IJitKeyRing OpenLocalKeyRing() => ((IEmbeddedStore)_inner).OpenLocalKeyRing();

    public ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        Demand();
        return _inner.InitializeAsync(cancellationToken);
    }

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        Demand();
        return _inner.LoadAsync(keys, cancellationToken);
    }

    public async ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        Demand();
        if (RefusesCommits)
        {
            throw new StoreUnavailableException("The store takes no commits.");
        }

        Commits++;
        return await _inner.CommitAsync(batch, cancellationToken);
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        Demand();
        return _inner.ReadJournalAsync(after, limit, cancellationToken);
    }

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
    {
        Demand();
        return _inner.ReadLiveGrantsAsync(cancellationToken);
    }

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        Demand();
        return _inner.QueryAsync(query, page, cancellationToken);
    }

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        Demand();
        return _inner.EraseAsync(erasure, cancellationToken);
    }

    private void Demand()
    {
        if (IsAway)
        {
            throw new StoreUnavailableException("The store is away.");
        }
    }
}
