namespace JitAccess.Stores;

/// <summary>A journal entry as a store holds it: bytes that are never changed and never serialised again.</summary>
/// <param name="Position">The position: 1 for the first entry, no gaps, in the order of commits.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Time">The entry's time, whole milliseconds; never before its predecessor's.</param>
/// <param name="Bytes">UTF-8 JSON, stored as it is.</param>
/// <param name="Hash">SHA-256 of <paramref name="Bytes"/>, which hold the predecessor's hash: a chain.</param>
/// <param name="KeyId">The id of the key that authenticates it.</param>
/// <param name="Mac">HMAC-SHA-256 over <paramref name="Bytes"/>.</param>
/// <remarks>Immutable and safe for concurrent use; nobody writes to the memory after the entry was made.</remarks>
public sealed record StoredEntry(
    long Position, Tenant Tenant, NodaTime.Instant Time, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Hash, string KeyId, ReadOnlyMemory<byte> Mac);
