namespace JitAccess.Stores;

/// <summary>A record that a commit writes or removes.</summary>
/// <param name="Key">The record; the batch holds an expectation for it.</param>
/// <param name="Record">What to store, or <see langword="null"/> to remove the record.</param>
/// <param name="Index">What to keep beside it.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record RecordWrite(RecordKey Key, StoredRecord? Record, RecordIndex Index);
