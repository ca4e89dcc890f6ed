namespace JitAccess.Stores;

/// <summary>A version that a record must still have when the batch commits.</summary>
/// <param name="Key">The record.</param>
/// <param name="Version">The version that was loaded; 0 means that the record must not exist.</param>
public readonly record struct RecordExpectation(RecordKey Key, long Version);
