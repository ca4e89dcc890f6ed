using NodaTime;

namespace JitAccess.Stores;

/// <summary>Records as they stood together at one moment.</summary>
/// <param name="Records">Those of the asked-for records that exist, in no particular order.</param>
/// <param name="StoreTime">The store's time at that moment, whole milliseconds, never before the last entry's: the decision's <c>now</c>.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record LoadResult(IReadOnlyList<StoredRecord> Records, Instant StoreTime);
