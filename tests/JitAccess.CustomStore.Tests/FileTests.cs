using System.Diagnostics;
using System.Text;
using CustomStore;
using JitAccess.Stores;
using JitAccess.Tests.Shared;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.CustomStore.Tests;

/// <summary>What the suite cannot know of: the file itself.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitaccess-").FullName;

    private string FilePath => Path.Combine(_folder, "jit.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("half of a line, which the power did not let end")]
    [InlineData("a line whose middle never reached the disk\n")]
    [InlineData("\n")]
    public async Task P33_InitializeAsync_LastLineTorn_IsDroppedAndWritingGoesOn(string torn)
    {
        await CommitAsync("a", "b");
        await File.AppendAllTextAsync(FilePath, torn);
        await CommitAsync("c");

        Assert.Equal(["a", "b", "c"], await LiveAsync());
    }

    [Fact]
    public async Task P33_InitializeAsync_LastLineCutAnywhere_HoldsWhatWasBefore()
    {
        await CommitAsync("a");
        var whole = new FileInfo(FilePath).Length;
        await CommitAsync("b");
        var bytes = await File.ReadAllBytesAsync(FilePath);
        for (var length = whole; length < bytes.Length; length += 7)
        {
            await File.WriteAllBytesAsync(FilePath, bytes[..(int)length]);
            Assert.Equal(["a"], await LiveAsync());
        }
    }

    [Fact]
    public async Task InitializeAsync_EarlierLineDamaged_IsRefusedAndNothingIsDropped()
    {
        await CommitAsync("a", "b");
        var bytes = await File.ReadAllBytesAsync(FilePath);
        bytes[Array.IndexOf(bytes, (byte)'\n') + 100] ^= 1;
        await File.WriteAllBytesAsync(FilePath, bytes);

        await using var store = NewStore();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));
        Assert.Contains("Line 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task InitializeAsync_OpenElsewhere_IsRefusedUntilItIsClosed()
    {
        await using var second = NewStore();
        await using (var first = NewStore())
        {
            await first.InitializeAsync(default);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await second.InitializeAsync(default));
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await second.LoadAsync([], default));
        }

        await second.InitializeAsync(default);
        Assert.Empty((await second.LoadAsync([], default)).Records);
    }

    // A process of its own: the limit holds for a whole process.
    [LinuxFact]
    public async Task CommitAsync_DiskFullAndThenRoom_NothingAcknowledgedIsLostAndWritingGoesOn()
    {
        using var process = Process.Start(new ProcessStartInfo("bash")
        {
            // A process is killed for a file that is too long, unless it ignores that.
            ArgumentList = { "-c", "trap '' XFSZ; exec dotnet exec \"$@\"", "bash", typeof(FileTests).Assembly.Location, FilePath, FullDisk.Argument },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(
            """
            before: committed, 1 in the journal, whole
            first: unavailable, 1 in the journal, whole
            second: unavailable, 1 in the journal, whole
            erasure: erased 1, 1 in the journal, whole
            after: committed, 2 in the journal, whole
            erasure: erased 1, 2 in the journal, whole

            """,
            said,
            ignoreLineEndingDifferences: true);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(["after", "before"], await LiveAsync());
    }

    [Fact]
    public async Task EraseAsync_ThenDamaged_IsRefusedAndNothingIsDropped()
    {
        await using (var store = NewStore())
        {
            await store.InitializeAsync(default);
            await store.CommitAsync(NewGrant("g").Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default);
            await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default);
        }

        var bytes = await File.ReadAllBytesAsync(FilePath);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(FilePath, bytes);

        await using var damaged = NewStore();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await damaged.InitializeAsync(default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task EraseAsync_FileCannotBeReplaced_IsRefusedAndDoneLater()
    {
        var inTheWay = FilePath + ".next";
        await using var store = NewStore();
        await store.InitializeAsync(default);
        await store.CommitAsync(NewGrant("g").Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default);
        Directory.CreateDirectory(inTheWay);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Directory.Delete(inTheWay);

        Assert.Equal(1, await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.True((await store.CommitAsync(NewGrant("h").Build(), default)).IsCommitted);
    }

    [LinuxFact] // elsewhere nobody can put anything in the place of an open file
    public async Task EraseAsync_NameCannotBeTaken_LeavesNoSecondCopyBehind()
    {
        await using var store = NewStore();
        await store.InitializeAsync(default);
        await store.CommitAsync(NewGrant("g").Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default);
        File.Delete(FilePath);
        Directory.CreateDirectory(FilePath);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.False(File.Exists(FilePath + ".next"));
    }

    [Fact]
    public async Task EraseAsync_Text_IsInNoByteOfTheFolder()
    {
        var secret = Encoding.UTF8.GetBytes("my neighbour saw me");
        await using var store = NewStore();
        await store.InitializeAsync(default);
        await store.CommitAsync(NewGrant("g").Put(Key("t", RecordKind.Text), 0, new RecordIndex { Subject = "amina" }, secret).Build(), default);
        Assert.True(FolderHolds(secret));

        Assert.Equal(1, await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default));
        Assert.False(FolderHolds(secret));
    }

    private JsonLinesStore NewStore() => new(FilePath, TimeProvider.System);

    private async Task CommitAsync(params string[] ids)
    {
        await using var store = NewStore();
        await store.InitializeAsync(default);
        foreach (var id in ids)
        {
            Assert.True((await store.CommitAsync(NewGrant(id).Build(), default)).IsCommitted);
        }
    }

    private async Task<List<string>> LiveAsync()
    {
        await using var store = NewStore();
        await store.InitializeAsync(default);
        await using var snapshot = await store.ReadLiveGrantsAsync(default);
        var ids = new List<string>();
        await foreach (var record in snapshot.Records)
        {
            ids.Add(record.Key.Id);
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private bool FolderHolds(byte[] text) => Directory.GetFiles(_folder, "*.jsonl*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(text))) >= 0;
    });
}
