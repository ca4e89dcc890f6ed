using System.Text;
using JitAccess.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>
/// Who can write the database still cannot mint access: what does not verify is not believed. A journal entry or a live grant at the start makes the
/// node deny; a record makes what rests on it refuse, and <see cref="DamageTests"/> says what goes on all the same.
/// </summary>
public sealed class TamperingTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Entry_Changed_NodeDeniesAndGoesOnDenying(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangeEntry = entry => entry with { Bytes = Longer(entry.Bytes) };
        await CommitBehindTheBackAsync(office);

        Assert.Equal(Reason.JournalBroken, (await office.PollAsync())?.Reason);

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
        office.Store.ChangeEntry = null;
        await office.PollAsync();
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
    }

    [Theory]
    [InlineData(EveryStore.Memory, "mac")]
    [InlineData(EveryStore.Memory, "hash")]
    [InlineData(EveryStore.Memory, "position")]
    [InlineData(EveryStore.Memory, "tenant")]
    [InlineData(EveryStore.Sqlite, "mac")]
    public async Task Entry_AnyPartChanged_NodeDenies(string store, string part)
    {
        await using var office = await Office.OpenAsync(store);
        office.Store.ChangeEntry = entry => part switch
        {
            "mac" => entry with { Mac = new byte[32] },
            "hash" => entry with { Hash = new byte[32] },
            "tenant" => entry with { Tenant = Tenant.Of("acme") },
            _ => entry with { Position = entry.Position + 1 },
        };
        await CommitBehindTheBackAsync(office);

        Assert.Equal(Reason.JournalBroken, (await office.PollAsync())?.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
    }

    // The key may be on its way: nothing is believed without it, and the node goes on once what it reads verifies.
    [Fact]
    public async Task Entry_SealedWithAKeyThatIsNotThere_NodeDeniesAsLongAsItIsNot()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangeEntry = entry => entry with { KeyId = "another" };
        await CommitBehindTheBackAsync(office);

        Assert.Equal(Reason.KeyMissing, (await office.PollAsync())?.Reason);
        await office.Host.AdvanceAsync(Duration.FromSeconds(10));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeStale);

        office.Store.ChangeEntry = null;
        Assert.Null(await office.PollAsync());
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [InlineData(EveryStore.Memory, RecordKind.Grant, "release")]
    [InlineData(EveryStore.Memory, RecordKind.Ledger, "use")]
    [InlineData(EveryStore.Memory, RecordKind.Ledger, "approve")]
    [InlineData(EveryStore.Memory, RecordKind.Ledger, "ask")]
    [InlineData(EveryStore.Sqlite, RecordKind.Grant, "release")]
    [InlineData(EveryStore.Sqlite, RecordKind.Ledger, "use")]
    [InlineData(EveryStore.Sqlite, RecordKind.Ledger, "approve")]
    [InlineData(EveryStore.Sqlite, RecordKind.Ledger, "ask")]
    public async Task Record_Changed_CommandsThatRestOnItAreRefused(string store, RecordKind kind, string command)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        var written = office.Store.Written.Count;
        office.Store.ChangeRecord = record => record.Key.Kind == kind ? record with { Bytes = Longer(record.Bytes) } : record;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => command switch
        {
            "release" => office.Grants.ReleaseAsync(office.Host.As("amina").Caller, granted.GrantId!).AsTask(),
            "use" => office.Host.As("amina").UseAsync("customers:delete", "customers/1"),
            "approve" => office.Host.As("bo").ApproveAsync(pending),
            _ => office.Host.As("amina").RequestAsync("watch-orders", "orders", 5),
        });

        Assert.Equal(Reason.JournalBroken, rejected.Reason);
        Assert.Equal(written, office.Store.Written.Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Record_OfAnotherVersionOrPlace_IsRefused(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        foreach (Func<StoredRecord, StoredRecord> change in new Func<StoredRecord, StoredRecord>[]
        {
            record => record with { Version = record.Version + 1 },
            record => record with { Position = record.Position + 1 },
            record => record with { KeyId = "another" },
        })
        {
            office.Store.ChangeRecord = record => record.Key.Kind == RecordKind.Request ? change(record) : record;
            var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(pending));
            Assert.Equal(Reason.JournalBroken, rejected.Reason);
        }

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task SnapshotRecord_Changed_NodeDoesNotStart(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangeRecord = record => record.Key.Kind == RecordKind.Grant ? record with { Bytes = Longer(record.Bytes) } : record;

        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => Desk.StartAsync(
            jit => jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(office.Store)), office.Time));

        Assert.Equal(Reason.JournalBroken, thrown.Reason);
    }

    // Sealed by whoever has the key, and still not what its place says.
    [Theory]
    [InlineData("id")]
    [InlineData("tenant")]
    public async Task SnapshotRecord_UnderTheKeyOfAnother_NodeDoesNotStart(string what)
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        var sealing = office.Host.Services.GetRequiredService<JitAccess.Journal.Authenticator>();
        office.Store.ChangeRecord = record => record.Key.Kind != RecordKind.Grant ? record : sealing.Seal(
            what == "id" ? record.Key with { Id = OpaqueId.New() } : record.Key with { Tenant = Tenant.Of("acme") }, record.Version, record.Position, record.Bytes);

        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => Desk.StartAsync(
            jit => jit.Services.Replace(ServiceDescriptor.Singleton<IGrantStore>(office.Store)), office.Time));

        Assert.Contains("under the key of another", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Journal_RestoredToAnOlderState_NodeDenies(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Store.ChangePage = page => page with { HoldsPrefix = false, Entries = [] };

        Assert.Equal(Reason.JournalBroken, (await office.PollAsync())?.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NodeRefuses);
    }

    [Theory]
    [InlineData("UPDATE records SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026-03-02T09:30', '2036-03-02T09:30') AS BLOB) WHERE kind = 2")]
    [InlineData("UPDATE records SET bytes = CAST(replace(CAST(bytes AS TEXT), 'orders/1', 'orders/*') AS BLOB) WHERE kind = 2")]
    [InlineData("UPDATE records SET id = 'aaaaaaaaaaaaaaaaaaaaaaaaaa' WHERE kind = 2")]
    [InlineData("UPDATE records SET version = version + 1 WHERE kind = 2")]
    public async Task Row_ChangedWithSql_CommandsAreRefusedAndNoNodeStartsOnIt(string sql)
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await using (var database = new SqliteConnection($"Data Source={office.DatabasePath};Pooling=False"))
        {
            await database.OpenAsync();
            var change = database.CreateCommand();
            change.CommandText = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'";
            change.CommandText = $"{await change.ExecuteScalarAsync()}; {sql}";
            Assert.Equal(1, await change.ExecuteNonQueryAsync());
        }

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Grants.ReleaseAsync(office.Host.As("amina").Caller, granted.GrantId!).AsTask());
        Assert.True(rejected.Reason == Reason.JournalBroken || rejected.Reason == Reason.NotFound);
        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync(kill: true));
        Assert.Equal(Reason.JournalBroken, thrown.Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Command_JournalUnreadableAfterItsCommit_HasSucceeded(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await CommitBehindTheBackAsync(office);
        office.Store.IsJournalAway = true;

        // Committed behind entries that this node has not read and cannot read now: done all the same, and ended here at once.
        var revoked = await office.Host.As("bo").RevokeAsync(granted, "a mistake");

        Assert.Equal(GrantState.Revoked, revoked.State);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    /// <summary>Another node commits an entry, which this one has yet to read.</summary>
    private static async Task CommitBehindTheBackAsync(Office office)
    {
        await using var other = await Desk.StartAsync(
            jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time);
        await other.As("ravi").RequestAsync("watch-orders", "orders", 5);
    }

    private static byte[] Longer(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span).Insert(1, " "));
}
