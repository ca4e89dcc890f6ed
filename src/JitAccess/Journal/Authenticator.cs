using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Stores;

namespace JitAccess.Journal;

/// <summary>Makes and verifies the HMACs of entries and records.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Authenticator(IJitKeyRing ring)
{
    private const int NumbersLength = sizeof(int) + (2 * sizeof(long));

    private readonly ConcurrentDictionary<(JitKey Key, string Purpose), Hmac> _derived = new();

    /// <summary>The id of the key that seals now.</summary>
    public string CurrentKeyId => ring.Current.Id;

    /// <summary>Authenticates the bytes of an entry, which name the key themselves.</summary>
    public byte[] MacOfEntry(ReadOnlySpan<byte> bytes, string keyId)
    {
        var mac = new byte[Hmac.Length];
        Derived(keyId, Purposes.Entries)!.Of(bytes, mac);
        return mac;
    }

    /// <summary>Says whether the ring holds a key.</summary>
    public bool Knows(string keyId) => Derived(keyId, Purposes.Entries) is not null;

    /// <summary>Says whether an entry is what its key and its hash say.</summary>
    public bool Verifies(StoredEntry entry)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entry.Bytes.Span, hash);
        if (!hash.SequenceEqual(entry.Hash.Span) || Derived(entry.KeyId, Purposes.Entries) is not { } key)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[Hmac.Length];
        key.Of(entry.Bytes.Span, mac);
        return CryptographicOperations.FixedTimeEquals(mac, entry.Mac.Span);
    }

    /// <summary>Seals a record for the version and position at which it is stored.</summary>
    public StoredRecord Seal(RecordKey key, long version, long position, ReadOnlyMemory<byte> bytes)
    {
        var keyId = CurrentKeyId;
        var mac = new byte[Hmac.Length];
        MacOfRecord(key, version, position, bytes.Span, Derived(keyId, Purposes.Records)!, mac);
        return new StoredRecord(key, version, position, bytes, keyId, mac);
    }

    /// <summary>Says whether a record is what its key sealed, under this very key, version and position.</summary>
    public bool Verifies(StoredRecord record)
    {
        if (Derived(record.KeyId, Purposes.Records) is not { } key)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[Hmac.Length];
        MacOfRecord(record.Key, record.Version, record.Position, record.Bytes.Span, key, mac);
        return CryptographicOperations.FixedTimeEquals(mac, record.Mac.Span);
    }

    /// <summary>Authenticates bytes for a purpose, under one key of the ring.</summary>
    /// <returns><see langword="false"/> when the ring does not hold the key.</returns>
    public bool TryMac(string keyId, string purpose, ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        if (Derived(keyId, purpose) is not { } key)
        {
            return false;
        }

        key.Of(bytes, mac);
        return true;
    }

    /// <summary>Keeps what a body was without telling what it says: nobody without the key can try texts against it.</summary>
    public string FingerprintOf(ReadOnlySpan<byte> bodyHash) => Fingerprint(bodyHash, CurrentKeyId)!;

    /// <summary>Says whether a fingerprint is the one of a body; it names its key, so that it outlives a rotation.</summary>
    public bool IsFingerprint(string fingerprint, ReadOnlySpan<byte> bodyHash) =>
        string.Equals(fingerprint, Fingerprint(bodyHash, fingerprint.Split(':')[0]), StringComparison.Ordinal);

    private string? Fingerprint(ReadOnlySpan<byte> bodyHash, string keyId)
    {
        if (Derived(keyId, Purposes.Bodies) is not { } key)
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[Hmac.Length];
        key.Of(bodyHash, mac);
        return $"{keyId}:{Convert.ToHexStringLower(mac)}";
    }

    private static void MacOfRecord(RecordKey key, long version, long position, ReadOnlySpan<byte> bytes, Hmac secret, Span<byte> mac)
    {
        var length = (2 * sizeof(int)) + Encoding.UTF8.GetMaxByteCount(key.Tenant.Id.Length + key.Id.Length) + NumbersLength + bytes.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var rest = Write(Write(rented, key.Tenant.Id), key.Id);
            BinaryPrimitives.WriteInt32BigEndian(rest, (int)key.Kind);
            BinaryPrimitives.WriteInt64BigEndian(rest[4..], version);
            BinaryPrimitives.WriteInt64BigEndian(rest[12..], position);
            bytes.CopyTo(rest[NumbersLength..]);
            secret.Of(rented.AsSpan(0, rented.Length - rest.Length + NumbersLength + bytes.Length), mac);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Length before text: no two sequences of parts have the same bytes.
    private static Span<byte> Write(Span<byte> to, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, to[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return to[(sizeof(int) + length)..];
    }

    // The ring is asked each time: what it does not hold any more verifies nothing.
    private Hmac? Derived(string keyId, string purpose) =>
        ring.TryGet(keyId, out var key) ? _derived.GetOrAdd((key, purpose), static of => new Hmac(of.Key.Derive(of.Purpose))) : null;
}
