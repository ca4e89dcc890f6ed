using JitAccess.Stores;

namespace CustomStore;

/// <summary>A record with its place among the others.</summary>
/// <param name="Record">What a reader gets.</param>
/// <param name="Index">What queries look at.</param>
/// <param name="Created">The position at which it was first written: a change does not make it newer.</param>
/// <param name="Number">The order of creation, for a total order of equal deadlines.</param>
internal sealed record Row(StoredRecord Record, RecordIndex Index, long Created, long Number);
