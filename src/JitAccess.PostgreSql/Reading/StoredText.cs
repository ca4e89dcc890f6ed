using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Stores;

namespace JitAccess.PostgreSql;

/// <summary>Text as the database keeps it: its UTF-8 bytes; and the SHA-256 by which a key is found, as the database computes it too.</summary>
internal static class StoredText
{
    // A surrogate that stands alone would turn into another character, and so one key into another.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a text that is well-formed.</summary>
    public static byte[] Encode(string text) => Strict.GetBytes(text);

    /// <summary>The bytes of a text, or nothing for none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static byte[]? EncodeOptional(string? text) => text is null ? null : Encode(text);

    public static string Decode(byte[] bytes) => Strict.GetString(bytes);

    /// <summary>What finds a record.</summary>
    public static byte[] KeyOf(RecordKey key) => KeyOf(key.Tenant, key.Kind, key.Id);

    /// <summary>What finds the records of a subject or a party.</summary>
    public static byte[] KeyOf(Tenant tenant, RecordKind kind, string text)
    {
        var owner = Encode(tenant.Id);
        var rest = Encode(text);
        var bytes = new byte[sizeof(int) + owner.Length + sizeof(short) + rest.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, owner.Length);
        owner.CopyTo(bytes, sizeof(int));
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(sizeof(int) + owner.Length), (short)kind);
        rest.CopyTo(bytes, bytes.Length - rest.Length);
        return SHA256.HashData(bytes);
    }
}
