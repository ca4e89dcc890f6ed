namespace JitAccess.Stores;

/// <summary>What a store writes in one transaction, exactly as it is.</summary>
/// <param name="Writes">The records to write or remove.</param>
/// <param name="Entries">The entries to append, in order; empty for housekeeping.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record SealedBatch(IReadOnlyList<RecordWrite> Writes, IReadOnlyList<StoredEntry> Entries);
