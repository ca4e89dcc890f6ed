using NodaTime;

namespace JitAccess.Stores;

/// <summary>Where the journal ends, read inside the transaction that appends to it.</summary>
/// <param name="Position">The position of the last entry; 0 when there is none.</param>
/// <param name="Hash">The hash of the last entry; 32 zero bytes when there is none.</param>
/// <param name="StoreTime">The store's time now, whole milliseconds; never before the last entry's time.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JournalHead(long Position, ReadOnlyMemory<byte> Hash, Instant StoreTime)
{
    /// <summary>Gets the hash that stands for "no entry yet": 32 zero bytes.</summary>
    public static ReadOnlyMemory<byte> NoHash { get; } = new byte[32];
}
