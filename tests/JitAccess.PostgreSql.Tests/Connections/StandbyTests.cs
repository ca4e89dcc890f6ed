using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.PostgreSql.Tests.Connections;

/// <summary>A standby lags behind the primary, and cannot tell by how much: it is never believed.</summary>
public sealed class StandbyTests
{
    [PostgresFact]
    public async Task AnyCall_Standby_IsRefusedAndThePrimaryOfSeveralIsFound()
    {
        using var primary = PostgresServer.Start("fsync=off");
        using var store = NewStore(primary.ConnectionString);
        await store.InitializeAsync(default);
        await store.CommitAsync(NewGrant("g").Build(), default);
        using var standby = primary.StartStandby();
        using var alone = NewStore(standby.ConnectionString);

        await AssertRefusedAsync(() => alone.InitializeAsync(default).AsTask());
        await AssertRefusedAsync(() => alone.ReadJournalAsync(JournalCursor.Start, 1, default).AsTask());
        await AssertRefusedAsync(() => alone.ReadLiveGrantsAsync(default).AsTask());
        await AssertRefusedAsync(() => alone.LoadAsync([Key("g")], default).AsTask());
        await AssertRefusedAsync(() => alone.QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), new PageRequest(1), default).AsTask());
        await AssertRefusedAsync(() => alone.CommitAsync(NewGrant("h").Build(), default).AsTask());
        await AssertRefusedAsync(() => alone.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default).AsTask());

        using var both = NewStore($"Host=127.0.0.1:{standby.Port},127.0.0.1:{primary.Port};Username=postgres;Database=postgres");
        Assert.True((await both.CommitAsync(NewGrant("h").Build(), default)).IsCommitted);
        Assert.Equal(2, (await both.ReadJournalAsync(JournalCursor.Start, 10, default)).Head.Position);
    }

    private static PostgreSqlGrantStore NewStore(string connectionString) => new(connectionString, new PostgreSqlStoreOptions(), TimeProvider.System);

    private static async Task AssertRefusedAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(call);
        Assert.Contains("primary", refusal.Message, StringComparison.Ordinal);
    }
}
