namespace JitAccess.Stores;

/// <summary>A part of an answer.</summary>
/// <param name="Records">The records in the query's order.</param>
/// <param name="Next">What to pass on for the next page; <see langword="null"/> when this was the last.</param>
/// <param name="StoreTime">The store's time at the moment of the read.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record QueryPage(IReadOnlyList<StoredRecord> Records, string? Next, NodaTime.Instant StoreTime);
