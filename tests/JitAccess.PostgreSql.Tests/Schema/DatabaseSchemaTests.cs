using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Schema;

/// <summary>A schema is made once, whoever starts first, and nobody else's is touched.</summary>
public sealed class DatabaseSchemaTests : IDisposable
{
    private readonly TestSchema _schema = new();

    public void Dispose() => _schema.Dispose();

    [PostgresFact]
    public async Task InitializeAsync_ManyNodesAtOnce_MakeOneSchema()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => _schema.NewStore()).ToList();
        await Task.WhenAll(stores.Select(store => store.InitializeAsync(default).AsTask()));

        var incarnations = await Task.WhenAll(stores.Select(async store => (await store.ReadJournalAsync(JournalCursor.Start, 1, default)).Incarnation));
        Assert.Single(incarnations.Distinct(StringComparer.Ordinal));
        stores.ForEach(store => store.Dispose());
    }

    [PostgresFact]
    public async Task InitializeAsync_Again_ChangesNothing()
    {
        using var store = await _schema.NewInitializedStoreAsync();
        await store.CommitAsync(NewGrant("g").Build(), default);
        var before = await store.ReadJournalAsync(JournalCursor.Start, 10, default);
        await store.InitializeAsync(default);

        var after = await store.ReadJournalAsync(JournalCursor.Start, 10, default);
        Assert.Equal(before.Incarnation, after.Incarnation);
        Assert.Equal(1, after.Head.Position);
    }

    [PostgresFact]
    public async Task InitializeAsync_NewerSchemaThatOldCodeMayUse_IsUsed()
    {
        (await _schema.NewInitializedStoreAsync()).Dispose();
        _schema.Run("UPDATE $schema.meta SET value = '9' WHERE name = 'schema'");

        using var store = await _schema.NewInitializedStoreAsync();
        Assert.True((await store.CommitAsync(NewGrant("g").Build(), default)).IsCommitted);
    }

    [PostgresFact]
    public async Task InitializeAsync_NewerSchemaThatOldCodeCannotRead_IsRefused()
    {
        (await _schema.NewInitializedStoreAsync()).Dispose();
        _schema.Run("UPDATE $schema.meta SET value = '9' WHERE name IN ('schema', 'min_reader')");

        using var store = _schema.NewStore();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));
        Assert.Contains("schema 9", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Update the package", refusal.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("CREATE SCHEMA $schema; CREATE TABLE $schema.orders (id int)")]
    [InlineData("CREATE SCHEMA $schema; CREATE TABLE $schema.meta (name text, value text)")]
    public async Task InitializeAsync_SchemaOfAnotherApplication_IsLeftAlone(string sql)
    {
        _schema.Run(sql);
        using var store = _schema.NewStore();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.InitializeAsync(default));

        Assert.Contains("another application", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1L, _schema.Ask("SELECT count(*) FROM pg_class WHERE relnamespace = '$schema'::regnamespace AND relkind = 'r'"));
    }

    [PostgresFact]
    public async Task InitializeAsync_EmptySchemaMadeByAnAdministrator_IsFilled()
    {
        _schema.Run("CREATE SCHEMA $schema");
        using var store = await _schema.NewInitializedStoreAsync();
        Assert.True((await store.CommitAsync(NewGrant("g").Build(), default)).IsCommitted);
    }

    [PostgresFact]
    public async Task InitializeAsync_JournalCutShort_IsRefused()
    {
        using (var store = await _schema.NewInitializedStoreAsync())
        {
            await store.CommitAsync(new ConformanceBatch().Entry().Entry().Build(), default);
        }

        _schema.Run("ALTER TABLE $schema.journal DISABLE TRIGGER USER; DELETE FROM $schema.journal WHERE position = 2; ALTER TABLE $schema.journal ENABLE TRIGGER USER");
        using var again = _schema.NewStore();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await again.InitializeAsync(default));
        Assert.Contains("does not end where its head says", refusal.Message, StringComparison.Ordinal);
    }
}
