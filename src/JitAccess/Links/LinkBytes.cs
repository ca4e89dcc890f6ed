using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace JitAccess;

/// <summary>The bytes that a link is authenticated by: length before each part, so that no two sequences of parts have the same.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LinkBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>Begins with what the bytes are for, so that one thing is never taken for another.</summary>
    public LinkBytes(string use) => Add(use);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public LinkBytes Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public LinkBytes Add(ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), part.Length);
        _bytes.Advance(sizeof(int));
        _bytes.Write(part);
        return this;
    }
}
