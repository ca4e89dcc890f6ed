namespace JitAccess.Stores;

/// <summary>A record as a store holds it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">How often it has been written, from 1.</param>
/// <param name="Position">The position of the last journal entry of the commit that wrote it.</param>
/// <param name="Bytes">The content, UTF-8 JSON, stored as it is.</param>
/// <param name="KeyId">The id of the key that authenticates it.</param>
/// <param name="Mac">HMAC-SHA-256 over key, version, position and bytes.</param>
/// <remarks>Immutable and safe for concurrent use; nobody writes to the memory after the record was made.</remarks>
public sealed record StoredRecord(
    RecordKey Key, long Version, long Position, ReadOnlyMemory<byte> Bytes, string KeyId, ReadOnlyMemory<byte> Mac);
