using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Sqlite.Tests.Schema;

/// <summary>Whose database it is, and how old.</summary>
public sealed class DatabaseSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task InitializeAsync_NewFile_IsOursAndInWriteAheadLogMode()
    {
        await _folder.NewInitializedStoreAsync();
        var raw = _folder.OpenRaw();

        Assert.Equal((long)DatabaseSchema.ApplicationId, raw.Ask("PRAGMA application_id"));
        Assert.Equal("wal", raw.Ask("PRAGMA journal_mode"));
        Assert.Equal("1", raw.Ask("SELECT value FROM meta WHERE name = 'schema'"));
        Assert.Equal("1", raw.Ask("SELECT value FROM meta WHERE name = 'min_reader'"));
        Assert.Equal("ok", raw.Ask("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task InitializeAsync_ManyAtOnce_MakeOneStore()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => _folder.NewStore()).ToList();
        await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.InitializeAsync(default))));

        var incarnations = await Task.WhenAll(stores.Select(async store => (await store.ReadJournalAsync(JournalCursor.Start, 1, default)).Incarnation));
        Assert.Single(incarnations.Distinct());
    }

    [Fact]
    public async Task InitializeAsync_NewerSchemaThatWeCannotRead_IsRefusedWithBoth()
    {
        (await _folder.NewInitializedStoreAsync()).Dispose();
        _folder.OpenRaw().Run("UPDATE meta SET value = '7' WHERE name = 'schema'; UPDATE meta SET value = '6' WHERE name = 'min_reader'");

        var refusal = await RefusalAsync();
        Assert.Contains("schema 7", refusal, StringComparison.Ordinal);
        Assert.Contains("reads schema 6", refusal, StringComparison.Ordinal);
        Assert.Contains("this one reads schema 1", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InitializeAsync_NewerSchemaThatWeCanRead_IsUsedAsItIs()
    {
        (await _folder.NewInitializedStoreAsync()).Dispose();
        var raw = _folder.OpenRaw();
        raw.Run("UPDATE meta SET value = '7' WHERE name = 'schema'");

        var store = await _folder.NewInitializedStoreAsync();
        Assert.True((await store.CommitAsync(NewGrant("g").Build(), default)).IsCommitted);
        Assert.Equal("7", raw.Ask("SELECT value FROM meta WHERE name = 'schema'"));
    }

    [Fact]
    public async Task InitializeAsync_DatabaseOfAnotherApplication_IsRefusedAndUntouched()
    {
        var raw = _folder.OpenRaw();
        raw.Run("CREATE TABLE customers (name TEXT)");

        Assert.Contains("belongs to another application", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal("delete", raw.Ask("PRAGMA journal_mode"));
        Assert.Equal(1L, raw.Ask("SELECT count(*) FROM sqlite_schema"));
        Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing());
        Assert.False(File.Exists(_folder.KeyPath));
    }

    [Fact]
    public async Task InitializeAsync_FileThatIsNoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(_folder.DatabasePath, new string('x', 5000));

        Assert.Contains("is not an intact SQLite database", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Throws<StoreUnavailableException>(() => _folder.NewStore().OpenLocalKeyRing());
    }

    [Fact]
    public async Task P39_InitializeAsync_NewestEntriesCutOff_IsRefused()
    {
        var store = await _folder.NewInitializedStoreAsync();
        await store.CommitAsync(new ConformanceBatch().Entry().Entry().Entry().Build(), default);
        store.Dispose();
        _folder.OpenRaw().Run("DROP TRIGGER journal_is_not_removed; DELETE FROM journal WHERE position = 3");

        Assert.Contains("does not end where its head says", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P39_InitializeAsync_NewestEntryReplaced_IsRefused()
    {
        var store = await _folder.NewInitializedStoreAsync();
        await store.CommitAsync(new ConformanceBatch().Entry().Build(), default);
        store.Dispose();
        _folder.OpenRaw().Run("DROP TRIGGER journal_is_not_changed; UPDATE journal SET hash = zeroblob(32)");

        Assert.Contains("edited or torn", await RefusalAsync(), StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync() =>
        (await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _folder.NewStore().InitializeAsync(default))).Message;
}
