using System.Diagnostics.CodeAnalysis;

namespace JitAccess.PostgreSql;

/// <summary>Compares digests byte by byte.</summary>
internal sealed class DigestComparer : IEqualityComparer<byte[]>
{
    public static DigestComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    // Its first bytes are as good as any hash of it.
    public int GetHashCode([DisallowNull] byte[] obj) => BitConverter.ToInt32(obj);
}
