using JitAccess.Stores;
using JitAccess.Tests.Shared;
using Microsoft.Data.Sqlite;
using NodaTime;
using SQLitePCL;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Connections;

/// <summary>What goes wrong with disks and files is said in words, and nothing acknowledged is lost.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CommitAsync_DiskFull_FailsWithoutATraceAndGoesOnWithSpace()
    {
        var store = await _folder.NewInitializedStoreAsync(options => options.MaxPageCount = 60);
        var committed = 0;
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            while (committed < 1000)
            {
                await store.CommitAsync(Large(committed).Build(), default);
                committed++;
            }
        });

        Assert.Contains("the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Reason.StoreUnavailable, refusal.Reason);
        Assert.Equal(committed, (await store.ReadJournalAsync(JournalCursor.Start, 10_000, default)).Head.Position);
        Assert.Empty((await store.LoadAsync([Key($"g{committed}")], default)).Records);
        store.Dispose();

        var roomy = await _folder.NewInitializedStoreAsync();
        Assert.True((await roomy.CommitAsync(Large(committed).Build(), default)).IsCommitted);
        var page = await roomy.ReadJournalAsync(JournalCursor.Start, 10_000, default);
        Assert.Equal(committed + 1, page.Head.Position);
        AssertChain(page.Entries, JournalCursor.Start);
        Assert.Equal("ok", _folder.OpenRaw().Ask("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task CommitAsync_DiskFullForOneOfAGroup_IsNotAcknowledgedToAny()
    {
        var store = await _folder.NewInitializedStoreAsync(options => options.MaxPageCount = 200);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(async () =>
        {
            try
            {
                return (Number: number, (await store.CommitAsync(Large(number).Build(), default)).IsCommitted);
            }
            catch (StoreUnavailableException)
            {
                return (Number: number, IsCommitted: false);
            }
        })));

        Assert.Contains(outcomes, outcome => outcome.IsCommitted);
        Assert.Contains(outcomes, outcome => !outcome.IsCommitted);
        foreach (var (number, isCommitted) in outcomes)
        {
            Assert.Equal(isCommitted ? 1 : 0, (await store.LoadAsync([Key($"g{number}")], default)).Records.Count);
        }
    }

    [Fact]
    public async Task InitializeAsync_MissingFolder_SaysSo()
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=not/there/jit.db", _folder.Path), new SqliteStoreOptions(), _folder.Time);
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));
        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<StoreUnavailableException>(() => store.OpenLocalKeyRing());
    }

    [LinuxFact]
    public async Task InitializeAsync_FolderThatCannotBeWritten_SaysSo()
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=/proc/jit.db", "/"), new SqliteStoreOptions(), _folder.Time);
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));
        Assert.Contains("cannot be opened", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DriveType.Unknown, "nfs")]
    [InlineData(DriveType.Unknown, "CIFS")]
    [InlineData(DriveType.Unknown, "fuse.sshfs")]
    [InlineData(DriveType.Network, "NTFS")]
    public async Task InitializeAsync_NetworkFileSystem_IsRefused(DriveType type, string name)
    {
        var store = _folder.NewStore(options => options.DriveOf = _ => (type, name));
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));
        Assert.Contains("network file system", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<StoreUnavailableException>(() => store.OpenLocalKeyRing());
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [LinuxFact]
    public async Task InitializeAsync_LinkToAFileOnANetworkFileSystem_IsRefused()
    {
        var remote = Directory.CreateDirectory(Path.Combine(_folder.Path, "remote")).FullName;
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "jit.db"), Path.Combine(remote, "jit.db"));
        var store = _folder.NewStore(options => options.DriveOf = folder => (DriveType.Fixed, folder == remote ? "nfs4" : "ext4"));

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));

        Assert.Contains("network file system", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(remote));
    }

    [Fact]
    public async Task CommitAsync_AnotherProcessHoldsTheFile_IsLockedAndRecovers()
    {
        var store = await _folder.NewInitializedStoreAsync(options => options.BusyTimeout = Duration.FromSeconds(1));
        var raw = _folder.OpenRaw();
        raw.Run("BEGIN IMMEDIATE");
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
        Assert.Contains("is locked by another process", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await store.LoadAsync([Key("g")], default)).Records); // readers do not care

        raw.Run("ROLLBACK");
        Assert.True((await store.CommitAsync(NewGrant("g").Build(), default)).IsCommitted);
    }

    [Fact]
    public async Task AnyCall_DatabaseThatVanished_IsUnavailableAndNotMadeAnew()
    {
        var store = _folder.NewStore();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.LoadAsync([], default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ReadLiveGrantsAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "x"), default));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task CommitAsync_FileThatLeftWriteAheadLogMode_IsRefused()
    {
        (await _folder.NewInitializedStoreAsync()).Dispose();
        _folder.OpenRaw().Ask("PRAGMA journal_mode=DELETE");
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _folder.NewStore().CommitAsync(NewGrant("g").Build(), default));
        Assert.Contains("journal_mode=delete", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(raw.SQLITE_CANTOPEN, "cannot be opened")]
    [InlineData(raw.SQLITE_NOTADB, "not an intact")]
    [InlineData(raw.SQLITE_CORRUPT, "not an intact")]
    [InlineData(raw.SQLITE_READONLY, "cannot be written")]
    [InlineData(raw.SQLITE_PERM, "cannot be written")]
    [InlineData(raw.SQLITE_FULL, "disk is full")]
    [InlineData(raw.SQLITE_BUSY, "locked")]
    [InlineData(raw.SQLITE_LOCKED, "locked")]
    [InlineData(raw.SQLITE_IOERR, "could not be read or written")]
    [InlineData(raw.SQLITE_NOMEM, "cannot be used")]
    public void Explain_EveryFailure_NamesFileAndCause(int code, string words)
    {
        var location = DatabaseLocation.Parse("Data Source=jit.db", _folder.Path);
        var explained = SqliteFailure.Explain(new SqliteException("raw words", code), location);
        Assert.IsType<StoreUnavailableException>(explained);
        Assert.Contains(_folder.DatabasePath, explained.Message, StringComparison.Ordinal);
        Assert.Contains(words, explained.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_AfterDispose_SaysDisposed()
    {
        var store = await _folder.NewInitializedStoreAsync();
        store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.LoadAsync([], default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CommitAsync(NewGrant("g").Build(), default));
    }

    private static ConformanceBatch Large(int number) => new ConformanceBatch().Put(Key($"g{number}"), 0, State("active"), new byte[10_000]).Entry();
}
