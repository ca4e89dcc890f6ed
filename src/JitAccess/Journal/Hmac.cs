using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JitAccess.Journal;

/// <summary>HMAC-SHA-256 under one key. What computes it is kept: to set one up takes as long as to hash a record.</summary>
/// <remarks>Thread-safe; keeps as many as were ever in use at once.</remarks>
internal sealed class Hmac(byte[] key)
{
    /// <summary>The length of a result in bytes.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    private readonly ConcurrentBag<IncrementalHash> _idle = [];

    /// <summary>Computes it.</summary>
    public void Of(ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        var hash = _idle.TryTake(out var idle) ? idle : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(bytes);
        hash.GetHashAndReset(mac);
        _idle.Add(hash);
    }
}
