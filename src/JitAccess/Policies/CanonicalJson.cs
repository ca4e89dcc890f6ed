using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JitAccess;

/// <summary>
/// The one way policies are written: compact, members in a fixed order, members at their default left out. The same policy has the same bytes
/// whether it came from the builder or from a file, and a member that a later version adds does not change the hash of those that lack it.
/// </summary>
internal static class CanonicalJson
{
    // Escapes quotes, backslashes and control characters only: these bytes never stand in a page unescaped, and people read them.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Returns what is written as UTF-8 bytes.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Returns what is written as text.</summary>
    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write));

    /// <summary>Returns the SHA-256 of bytes in lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
