namespace JitAccess.Stores;

/// <summary>A record in memory.</summary>
/// <param name="Stored">What a reader gets.</param>
/// <param name="Index">What queries look at.</param>
/// <param name="CreatedPosition">The position at which it was first written: its place among newer and older ones.</param>
/// <param name="Row">The order of creation, for a total order of equal deadlines.</param>
internal sealed record MemoryRecord(StoredRecord Stored, RecordIndex Index, long CreatedPosition, long Row);
