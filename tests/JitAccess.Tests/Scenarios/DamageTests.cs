using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitAccess.Tests.Scenarios;

/// <summary>P22: whatever somebody damages in the store, the end of access goes on; what cannot be ended is told, and hides nobody else.</summary>
public sealed class DamageTests
{
    private static readonly string[] Stores = [EveryStore.Memory, EveryStore.Sqlite];

    public static TheoryData<string, RecordKind> EveryKind
    {
        get
        {
            var data = new TheoryData<string, RecordKind>();
            foreach (var (store, kind) in Stores.SelectMany(store => Enum.GetValues<RecordKind>().Select(kind => (store, kind))))
            {
                data.Add(store, kind);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task P22_AnyRecordDamaged_HealthyGrantIsRevokedAndReleased(string store, RecordKind damaged)
    {
        await using var office = await Office.OpenAsync(store);
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        var bystander = await Desk.GrantAsync(office.Host, "orders/3", to: "ravi");
        Damage(office, key => key.Kind == damaged && (damaged != RecordKind.Grant || key.Id == bystander.GrantId));

        await office.Grants.RevokeAsync(office.Host.As("bo").Caller, one.GrantId!, "a mistake", Key("revoke"));
        await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, other.GrantId!, Key("release"));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Released);
        office.Host.Should("ravi").Allow("orders:refund", "orders/3");
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task P22_AnyRecordDamaged_MassRevocationEndsWhatIsHealthy(string store, RecordKind damaged)
    {
        await using var office = await Office.OpenAsync(store);
        await RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")); // so that there is a generation
        await Desk.GrantAsync(office.Host, "orders/1");
        var broken = await Desk.GrantAsync(office.Host, "orders/2", to: "ravi");
        Damage(office, key => key.Kind == damaged && (damaged != RecordKind.Grant || key.Id == broken.GrantId));

        var revoking = RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order"));

        if (damaged == RecordKind.Grant)
        {
            var told = await Assert.ThrowsAsync<JitRejectedException>(() => revoking);
            Assert.Equal(Reason.JournalBroken, told.Reason);
            Assert.StartsWith("1 grants were ended. 1 more may go on", told.Explanation.Findings[0].Message, StringComparison.Ordinal);
            Assert.Equal(broken.GrantId, told.Explanation.Findings[0].Value);
        }
        else
        {
            Assert.Equal(2, await revoking);
            office.Host.Should("ravi").Deny("orders:refund", "orders/2", Reason.Revoked);
        }

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [InlineData("subject", false)]
    [InlineData("policy", false)]
    [InlineData("scope", true)] // no column tells the scopes, so it may be one of them
    public async Task P22_AnotherGrantDamaged_IsToldWhereItMayBeMeant(string by, bool isTold)
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        var broken = await Desk.GrantAsync(office.Host, "customers/1", to: "ravi", policy: "delete-customer");
        Damage(office, key => key.Id == broken.GrantId);

        var revoking = RevokeAllAsync(office, by switch
        {
            "policy" => new RevocationSelector.OfPolicy("refund-order"),
            "subject" => new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina")),
            _ => new RevocationSelector.OfScope(new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/*"))),
        });

        if (!isTold)
        {
            Assert.Equal(1, await revoking);
        }
        else
        {
            Assert.Equal(broken.GrantId, (await Assert.ThrowsAsync<JitRejectedException>(() => revoking)).Explanation.Findings[0].Value);
        }

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Fact]
    public async Task P22_DamagedGrantThatThisNodeHasNotRead_MassRevocationSaysThatItGoesOn()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        string broken;
        await using (var other = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time))
        {
            broken = (await Desk.GrantAsync(other, "orders/1")).GrantId!;
        }

        office.Store.IsJournalAway = true;
        Damage(office, key => key.Id == broken);

        var told = await Assert.ThrowsAsync<JitRejectedException>(() => RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")));

        Assert.Equal((Reason.JournalBroken, broken), (told.Reason, told.Explanation.Findings[0].Value));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_LedgerDamaged_IsLeftAsItIs(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        Damage(office, key => key.Kind == RecordKind.Ledger);
        var written = office.Store.Written.Count;

        await office.Host.As("bo").RevokeAsync(granted, "a mistake");

        Assert.DoesNotContain(office.Store.Written.Skip(written).SelectMany(batch => batch.Writes), write => write.Key.Kind == RecordKind.Ledger);
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync("watch-orders", "orders", 5));
        Assert.Equal(Reason.JournalBroken, refused.Reason);
        Assert.Equal(1, office.Host.Services.GetRequiredService<JitAccess.Committing.BrokenRecords>().Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_RepetitionDamaged_HolderReleasesUnderTheSameKey(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, one.GrantId!, Key("release"));
        Damage(office, key => key.Kind == RecordKind.Idempotency);

        await office.Grants.ReleaseAsync(office.Host.As("amina").Caller, other.GrantId!, Key("release"));

        office.Host.Should("amina").Deny("orders:refund", "orders/2", Reason.Released);
    }

    [Theory]
    [InlineData("policy = 'other'", "policy")]
    [InlineData("subject = 'other'", "subject")]
    [InlineData("is_terminal = 1, due = NULL", "policy")]
    [InlineData("is_terminal = 1, due = NULL", "scope")]
    [InlineData("state = NULL", "scope")]
    public async Task P22_ColumnsOfAGrantChanged_MassRevocationEndsIt(string change, string by)
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "orders/1");
        await ExecuteAsync(office, $"UPDATE records SET {change} WHERE kind = 2");

        var count = await RevokeAllAsync(office, by switch
        {
            "policy" => new RevocationSelector.OfPolicy("refund-order"),
            "subject" => new RevocationSelector.OfSubject(office.Host.People.SubjectOf("amina")),
            _ => new RevocationSelector.OfScope(new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/*"))),
        });

        Assert.Equal(1, count);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Fact]
    public async Task P22_RowOfAGrantRemoved_MassRevocationSaysThatItGoesOn()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await ExecuteAsync(office, "DELETE FROM records WHERE kind = 2");

        var told = await Assert.ThrowsAsync<JitRejectedException>(() => RevokeAllAsync(office, new RevocationSelector.OfPolicy("refund-order")));

        Assert.Equal((Reason.JournalBroken, granted.GrantId), (told.Reason, told.Explanation.Findings[0].Value));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Lists_OneRecordDamaged_ShowTheOthers(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var (one, other) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/3", 30, Desk.Why);
        Damage(office, key => key.Id == one.GrantId || key.Id == one.Id);
        var (amina, page) = (office.Host.As("amina").Caller, new JitPageRequest());

        var grants = await office.Grants.ListAsync(amina, page);
        var requests = await office.Host.Services.GetRequiredService<IJitRequests>().ListAsync(amina, page);

        Assert.Equal([other.GrantId], grants.Items.Select(grant => grant.Id));
        Assert.Equal([pending.Id, other.Id], requests.Items.Select(request => request.Id));
        Assert.Equal(2, office.Host.Services.GetRequiredService<JitAccess.Committing.BrokenRecords>().Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Lists_TextsDamaged_ShowEverythingElse(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/3", 30, Desk.Why);
        Damage(office, key => key.Kind == RecordKind.Text);

        var requests = await office.Host.Services.GetRequiredService<IJitRequests>().ListAsync(office.Host.As("bo").Caller, new JitPageRequest());

        var shown = Assert.Single(requests.Items);
        Assert.Equal((pending.Id, null), (shown.Id, shown.Justification));
    }

    private static void Damage(Office office, Predicate<RecordKey> which) =>
        office.Store.ChangeRecord = record => which(record.Key) ? record with { Bytes = "{}"u8.ToArray() } : record;

    private static IdempotencyKey Key(string key) => new("POST /grants/end", key, "{}"u8);

    private static async Task<int> RevokeAllAsync(Office office, RevocationSelector selector) =>
        await office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, selector, "an incident");

    private static async Task ExecuteAsync(Office office, string sql)
    {
        await using var database = new SqliteConnection($"Data Source={office.DatabasePath};Pooling=False");
        await database.OpenAsync();
        var change = database.CreateCommand();
        change.CommandText = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records'";
        change.CommandText = $"{await change.ExecuteScalarAsync()}; {sql}";
        Assert.Equal(1, await change.ExecuteNonQueryAsync());
    }
}
