using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JitAccess.Followers;

/// <summary>Appends the journal to a file, an entry a line.</summary>
/// <remarks>
/// The entry stands in its line as the store holds it, byte for byte, so that hash and HMAC can be checked. The file is opened for each delivery: it may be
/// renamed away at any time. What a crash left half written is cut off; it comes again.
/// </remarks>
internal sealed class JsonLinesExport(string name, string path) : IJournalFollower
{
    private const int LongestLine = 16 * 1024 * 1024;

    private static readonly byte[] Begin = Encoding.UTF8.GetBytes("{\"entry\":");

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<JournalDelivery> entries, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>(entries.Sum(delivery => delivery.Entry.Bytes.Length + 300));
        foreach (var delivery in entries)
        {
            WriteLine(lines, delivery);
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var file = new FileStream(path, Options());
        await using (file.ConfigureAwait(false))
        {
            CutOffHalfALine(file);
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return options;
    }

    private static void WriteLine(ArrayBufferWriter<byte> lines, JournalDelivery delivery)
    {
        using (var writer = new Utf8JsonWriter(lines))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("entry");
            writer.WriteRawValue(delivery.Entry.Bytes.Span, skipInputValidation: true);
            writer.WriteString("hash", Convert.ToHexStringLower(delivery.Entry.Hash.Span));
            writer.WriteString("mac", Convert.ToHexStringLower(delivery.Entry.Mac.Span));
            if (delivery.MayBeRepeated)
            {
                writer.WriteBoolean("mayBeRepeated", true);
            }

            writer.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    private void CutOffHalfALine(FileStream file)
    {
        var end = file.Length;
        var start = end;
        Span<byte> block = stackalloc byte[4096];
        while (start > 0)
        {
            var from = Math.Max(0, start - block.Length);
            var read = block[..(int)(start - from)];
            file.Position = from;
            file.ReadExactly(read);
            if (read.LastIndexOf((byte)'\n') is >= 0 and var newLine)
            {
                start = from + newLine + 1;
                break;
            }

            start = from;
        }

        if (start == end)
        {
            return;
        }

        Span<byte> head = stackalloc byte[(int)Math.Min(Begin.Length, end - start)];
        file.Position = start;
        file.ReadExactly(head);
        head = head.TrimEnd((byte)0); // a file system may leave these where the power went before it had written the rest
        if (!head.SequenceEqual(Begin.AsSpan(0, head.Length)) || end - start > LongestLine)
        {
            throw new InvalidDataException($"\"{path}\" does not end with a line of an export: nothing is written to it. Name another file.");
        }

        file.SetLength(start);
    }
}
