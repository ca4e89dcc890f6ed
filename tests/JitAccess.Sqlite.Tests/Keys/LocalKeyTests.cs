using System.Runtime.Versioning;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Tests.Shared;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Keys;

/// <summary>The key beside the database is made once, before the database, and never again.</summary>
public sealed class LocalKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenLocalKeyRing_EmptyFolder_MakesTheKeyAndNothingElse()
    {
        var key = _folder.NewStore().OpenLocalKeyRing().Current;

        Assert.Equal([_folder.KeyPath], Directory.GetFiles(_folder.Path));
        Assert.Equal(key.Id, FileKeyRing.Open(_folder.KeyPath).Current.Id);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void OpenLocalKeyRing_NewKey_CanBeReadByItsOwnerOnly()
    {
        _folder.NewStore().OpenLocalKeyRing();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.KeyPath));
    }

    [Fact]
    public async Task OpenLocalKeyRing_Again_IsTheSameKey()
    {
        var first = _folder.NewStore().OpenLocalKeyRing().Current.Id;
        await FillAsync();
        Assert.Equal(first, _folder.NewStore().OpenLocalKeyRing().Current.Id);
    }

    [Fact]
    public async Task OpenLocalKeyRing_KeyLostAndEntriesThere_IsKeyMissing()
    {
        _folder.NewStore().OpenLocalKeyRing();
        await FillAsync();
        File.Delete(_folder.KeyPath);

        var refusal = Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing());
        Assert.Equal(Reason.KeyMissing, refusal.Reason);
        Assert.Contains(_folder.KeyPath, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.KeyPath));
    }

    [Fact]
    public async Task OpenLocalKeyRing_KeyLostAndOnlyRecordsThere_IsKeyMissing()
    {
        using var store = await _folder.NewInitializedStoreAsync();
        await store.CommitAsync(new ConformanceBatch().Put(Key("lease", RecordKind.Lease), 0).Build(), default);

        Assert.Equal(Reason.KeyMissing, Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing()).Reason);
    }

    [Fact]
    public async Task OpenLocalKeyRing_StoreWithoutEntries_MakesTheKey()
    {
        // A process that ended between making the database and writing to it, with the key then lost: nothing needs it.
        (await _folder.NewInitializedStoreAsync()).Dispose();
        Assert.NotEmpty(_folder.NewStore().OpenLocalKeyRing().Current.Id);
    }

    [Fact]
    public void OpenLocalKeyRing_EmptyDatabaseFile_MakesTheKey()
    {
        File.WriteAllBytes(_folder.DatabasePath, []);
        Assert.NotEmpty(_folder.NewStore().OpenLocalKeyRing().Current.Id);
    }

    [Fact]
    public async Task OpenLocalKeyRing_KeyWithoutDatabase_IsKept()
    {
        var key = _folder.NewStore().OpenLocalKeyRing().Current.Id;
        using var store = await _folder.NewInitializedStoreAsync();
        Assert.Equal(key, store.OpenLocalKeyRing().Current.Id);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void OpenLocalKeyRing_TornKeyFile_IsRefusedAndKept()
    {
        File.WriteAllText(_folder.KeyPath, "{\"current\":");
        File.SetUnixFileMode(_folder.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(Reason.KeyMissing, Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing()).Reason);
        Assert.Equal("{\"current\":", File.ReadAllText(_folder.KeyPath));
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void OpenLocalKeyRing_KeyReadableByOthers_IsRefused()
    {
        _folder.NewStore().OpenLocalKeyRing();
        File.SetUnixFileMode(_folder.KeyPath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(Reason.KeyMissing, Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing()).Reason);
    }

    [Fact]
    public void OpenLocalKeyRing_HalfWrittenKeyOfACrash_DoesNotMatter()
    {
        File.WriteAllText(_folder.KeyPath + ".0123456789ab", "{\"curr");
        File.WriteAllText(_folder.KeyPath + ".lock", "");
        Assert.NotEmpty(_folder.NewStore().OpenLocalKeyRing().Current.Id);
    }

    [Fact]
    public void Create_WhileAnotherProcessMakesTheKey_MakesNone()
    {
        using var claim = new FileStream(_folder.KeyPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Assert.Throws<IOException>(() => FileKeyRing.Create(_folder.KeyPath, TimeSpan.Zero));
        Assert.False(File.Exists(_folder.KeyPath));
    }

    [Fact]
    public void Create_KeyThatIsThere_IsRefusedAndLeavesIt()
    {
        var key = FileKeyRing.Create(_folder.KeyPath).Current.Id;

        Assert.Throws<IOException>(() => FileKeyRing.Create(_folder.KeyPath));
        Assert.Equal(key, FileKeyRing.Open(_folder.KeyPath).Current.Id);
        Assert.Equal([_folder.KeyPath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task OpenLocalKeyRing_ManyThreadsAtOnce_GetOneKey()
    {
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TemporaryFolder();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var opening = Enumerable.Range(0, 8).Select(_ => folder.NewStore()).ToList().Select(store => Task.Run(async () =>
            {
                await start.Task;
                return store.OpenLocalKeyRing().Current.Id;
            })).ToList();
            start.SetResult();

            var key = Assert.Single((await Task.WhenAll(opening)).Distinct());
            Assert.Equal(key, FileKeyRing.Open(folder.KeyPath).Current.Id);
        }
    }

    [Fact]
    public void OpenLocalKeyRing_InMemory_LeavesNoFile()
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=:memory:", _folder.Path), new SqliteStoreOptions(), _folder.Time);
        Assert.Equal(store.OpenLocalKeyRing().Current.Id, store.OpenLocalKeyRing().Current.Id);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void OpenLocalKeyRing_FolderThatCannotBeWritten_SaysSo()
    {
        using var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=/proc/jit.db", "/"), new SqliteStoreOptions(), _folder.Time);
        var refusal = Assert.Throws<StoreUnavailableException>(() => store.OpenLocalKeyRing());
        Assert.Contains("/proc/jit.db.key", refusal.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        using var store = await _folder.NewInitializedStoreAsync();
        await store.CommitAsync(NewGrant("g").Build(), default);
    }
}
