using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitAccess.Followers;
using JitAccess.Stores;
using JitAccess.Tests.Policies;
using JitAccess.Tests.Time;

namespace JitAccess.Tests.Followers;

/// <summary>The export holds every entry byte for byte, a line each, whatever a crash left behind.</summary>
public sealed class JsonLinesExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private string File => Path.Combine(_folder.Path, "out", "journal.jsonl");

    [Fact]
    public async Task Lines_HoldTheEntriesAsTheyAreStored()
    {
        await using var node = new FollowerNode(new InMemoryStore(_time), _time, new JsonLinesExport("json-lines", File));
        await node.WriteAsync(3);
        await node.RoundAsync();
        await node.WriteAsync(1);
        await node.RoundAsync();

        var entries = (await node.Store.ReadJournalAsync(JournalCursor.Start, 10, default)).Entries;
        var lines = await System.IO.File.ReadAllLinesAsync(File);
        Assert.Equal(entries.Count, lines.Length);
        foreach (var (line, entry) in lines.Zip(entries))
        {
            using var document = JsonDocument.Parse(line);
            var bytes = Encoding.UTF8.GetBytes(document.RootElement.GetProperty("entry").GetRawText());
            Assert.Equal(entry.Bytes.ToArray(), bytes);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), document.RootElement.GetProperty("hash").GetString());
            Assert.Equal(Convert.ToHexStringLower(entry.Mac.Span), document.RootElement.GetProperty("mac").GetString());
            Assert.False(document.RootElement.TryGetProperty("mayBeRepeated", out _));
        }
    }

    [Fact]
    public async Task P33_Crash_AtEveryByte_LeavesWholeLinesOnly()
    {
        var export = new JsonLinesExport("json-lines", File);
        var entries = await EntriesAsync(2);
        await export.DeliverAsync([new JournalDelivery(entries[0], false)], default);
        var first = await System.IO.File.ReadAllBytesAsync(File);
        await export.DeliverAsync([new JournalDelivery(entries[1], false)], default);
        var both = await System.IO.File.ReadAllBytesAsync(File);
        System.IO.File.Delete(File);
        await export.DeliverAsync([new JournalDelivery(entries[1], true)], default);
        byte[] expected = [.. first, .. await System.IO.File.ReadAllBytesAsync(File)];

        for (var length = first.Length; length < both.Length; length++)
        {
            foreach (var zeros in (int[])[0, 1, 5000]) // which file systems leave where the power went
            {
                await System.IO.File.WriteAllBytesAsync(File, [.. both[..length], .. new byte[zeros]]);
                await export.DeliverAsync([new JournalDelivery(entries[1], true)], default);
                Assert.Equal(expected, await System.IO.File.ReadAllBytesAsync(File));
            }
        }
    }

    [Fact]
    public async Task Repeated_IsMarked()
    {
        await new JsonLinesExport("json-lines", File).DeliverAsync([new JournalDelivery((await EntriesAsync(1))[0], true)], default);

        using var document = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(File));
        Assert.True(document.RootElement.GetProperty("mayBeRepeated").GetBoolean());
    }

    [Theory]
    [InlineData("no line of ours")]
    [InlineData("{\"entry\";")]
    public async Task FileOfSomebodyElse_IsLeftAlone(string content)
    {
        _folder.With("out/journal.jsonl", content);
        var delivery = new JournalDelivery((await EntriesAsync(1))[0], false);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => new JsonLinesExport("json-lines", File).DeliverAsync([delivery], default));

        Assert.Contains(File, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task RenamedAway_GoesOnInANewFile()
    {
        var export = new JsonLinesExport("json-lines", File);
        var entries = await EntriesAsync(2);
        await export.DeliverAsync([new JournalDelivery(entries[0], false)], default);
        System.IO.File.Move(File, File + ".1");
        await export.DeliverAsync([new JournalDelivery(entries[1], false)], default);

        Assert.Single(await System.IO.File.ReadAllLinesAsync(File));
        Assert.Single(await System.IO.File.ReadAllLinesAsync(File + ".1"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<StoredEntry>> EntriesAsync(int count)
    {
        await using var node = new FollowerNode(new InMemoryStore(_time), _time);
        await node.WriteAsync(count);
        return (await node.Store.ReadJournalAsync(JournalCursor.Start, 10, default)).Entries;
    }
}
