namespace JitAccess.Stores;

/// <summary>Records plus an append-only journal: everything that JitAccess keeps.</summary>
/// <remarks>
/// <para>A store never decides policy and never reads the bytes it is given. It guarantees: a commit is atomic and durable when it returns;
/// positions have no gaps and are visible in order; a record changes only when its expected version holds; a terminal state never changes;
/// time never runs backwards past the last entry; nothing is kept between calls that the next call does not read again.</para>
/// <para>All members are safe for concurrent use. A store that is away throws <see cref="StoreUnavailableException"/>.</para>
/// </remarks>
public interface IGrantStore
{
    /// <summary>Makes the store ready: creates what is missing, migrates what is older. Idempotent, and safe when several nodes do it at once.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when the store is ready.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached or was written by a newer version that this one cannot read.</exception>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Reads records by key, all as of one moment, with the store's time.</summary>
    /// <param name="keys">The keys; duplicates are allowed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Those that exist.</returns>
    ValueTask<LoadResult> LoadAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>Commits a batch, or none of it.</summary>
    /// <param name="batch">The batch; its <see cref="CommitBatch.Seal"/> is called at most once in a transaction.</param>
    /// <param name="cancellationToken">Gives up waiting; a batch that was handed to the database may still be committed.</param>
    /// <returns>What became of it.</returns>
    ValueTask<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Reads the entries that follow a cursor, and proves that the cursor lies on this journal.</summary>
    /// <param name="after">How far the reader has come.</param>
    /// <param name="limit">At most this many entries, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The page.</returns>
    ValueTask<JournalPage> ReadJournalAsync(JournalCursor after, int limit, CancellationToken cancellationToken);

    /// <summary>Opens a snapshot of all grants that are not terminal, at one position.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The snapshot; the caller disposes it.</returns>
    ValueTask<LiveGrantSnapshot> ReadLiveGrantsAsync(CancellationToken cancellationToken);

    /// <summary>Answers one of a closed set of queries, a page at a time.</summary>
    /// <param name="query">The query.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The page.</returns>
    /// <exception cref="UnknownStoreQueryException">The store does not know the query.</exception>
    ValueTask<QueryPage> QueryAsync(StoreQuery query, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Forgets something for good.</summary>
    /// <param name="erasure">What.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many records were erased.</returns>
    ValueTask<int> EraseAsync(Erasure erasure, CancellationToken cancellationToken);
}
