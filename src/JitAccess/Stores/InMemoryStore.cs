using System.Security.Cryptography;
using JitAccess.Journal;

namespace JitAccess.Stores;

/// <summary>A store that dies with the process: for tests, demonstrations and work that needs no memory. Same promises as a durable one.</summary>
/// <remarks>Thread-safe: commits take turns, readers see immutable snapshots.</remarks>
internal sealed class InMemoryStore(TimeProvider timeProvider) : IGrantStore, IEmbeddedStore
{
    private readonly StoreClock _clock = new(timeProvider);
    private readonly string _incarnation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly EphemeralKeyRing _keys = new();
    private readonly Lock _turn = new();
    private volatile MemoryState _state = MemoryState.Empty;

    public IJitKeyRing OpenLocalKeyRing() => _keys;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var state = _state;
        List<StoredRecord> found = [.. keys.Distinct().Select(state.Find).OfType<MemoryRecord>().Select(record => record.Stored)];
        return new(new LoadResult(found, state.HeadAt(_clock).StoreTime));
    }

    public ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_turn)
        {
            var state = _state;
            if (!state.Holds(batch.Expectations) || batch.Seal(state.HeadAt(_clock)) is not { } written)
            {
                return new(CommitResult.Lost);
            }

            _state = state.With(written);
            return new(CommitResult.Of(written));
        }
    }

    public ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        cancellationToken.ThrowIfCancellationRequested();
        var state = _state;
        var holds = state.HoldsPrefix(after);
        return new(new JournalPage(holds ? state.EntriesAfter(after.Position, limit) : [], state.HeadAt(_clock), _incarnation, holds));
    }

    public ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = _state;
        var live = state.Records.Where(record => record.Stored.Key.Kind == RecordKind.Grant && !record.Index.IsTerminal).Select(record => record.Stored);
        return new(new LiveGrantSnapshot(state.HeadAt(_clock), _incarnation, live.ToAsyncEnumerable()));
    }

    public ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var state = _state;
        return new(MemoryQueries.Answer(state.Records, query, page, state.HeadAt(_clock).StoreTime));
    }

    public ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        cancellationToken.ThrowIfCancellationRequested();
        if (erasure is not Erasure.TextsOf texts)
        {
            throw new UnknownStoreQueryException(erasure);
        }

        lock (_turn)
        {
            var before = _state.Count;
            _state = _state.WithoutTextsOf(texts);
            return new(before - _state.Count);
        }
    }
}
