namespace JitAccess.Stores;

/// <summary>What became of a batch.</summary>
/// <param name="IsCommitted">Whether everything was written; otherwise nothing was, and the caller decides again on what is there now.</param>
/// <param name="Entries">The entries that were appended; empty when nothing was written or the batch was housekeeping.</param>
/// <param name="Writes">The records that were written or removed; empty when nothing was written.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record CommitResult(bool IsCommitted, IReadOnlyList<StoredEntry> Entries, IReadOnlyList<RecordWrite> Writes)
{
    /// <summary>Gets the result of a batch that lost a race or came too late.</summary>
    public static CommitResult Lost { get; } = new(false, [], []);

    /// <summary>Makes the result of a batch that was written.</summary>
    /// <param name="batch">What was written.</param>
    /// <returns>The result.</returns>
    public static CommitResult Of(SealedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new CommitResult(true, batch.Entries, batch.Writes);
    }
}
