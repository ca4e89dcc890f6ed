using JitAccess.Stores;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Operations;

/// <summary>A restored store is adopted: nothing lives that was live before, and nodes that refused it begin anew with it.</summary>
public sealed class AdoptionTests
{
    private bool _hasFile = true;

    [Fact]
    public async Task P29_RestoredCopyIsAdopted_EndsWhatItBroughtBackAndEveryNodeGoesOn()
    {
        await using var office = await OpenAsync();
        var (kept, revoked) = await RestoreAsync(office);

        // The node that was there before does not believe it; one without a file does.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());
        _hasFile = false;
        await office.RestartAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1").And.Allow("orders:refund", "orders/2");

        var ended = await AdoptAsync(office);

        Assert.Equal(3, ended); // and the operator's own
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Revoked);
        office.Host.Should("olga").Deny(JitPermissions.Adopt, "store", Reason.Revoked);
        foreach (var id in (string[])[kept, revoked])
        {
            var grant = await office.Grants.GetAsync(office.Host.As("amina").Caller, id);
            Assert.Equal((GrantState.Revoked, "a backup was restored"), (grant.State, grant.EndedBecause));
        }

        _hasFile = true;
        await office.RestartAsync();
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
        await Desk.GrantAsync(office.Host, "orders/3");
        office.Host.Should("amina").Allow("orders:refund", "orders/3");
    }

    [Fact]
    public async Task P29_AdoptedCopyIsPutBackAgain_IsRefusedAgain()
    {
        await using var office = await OpenAsync();
        await RestoreAsync(office);
        _hasFile = false;
        await office.RestartAsync();
        await AdoptAsync(office);
        _hasFile = true;
        await office.RestartAsync(); // and it has read the adoption
        await office.Host.SettleAsync();
        await office.RestartAsync();

        await office.Host.DisposeAsync();
        File.Copy(office.DatabasePath + ".backup", office.DatabasePath, overwrite: true);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());
        Assert.Equal(Reason.JournalBroken, refused.Reason);
    }

    [Fact]
    public async Task P29_RecordOfAnAdoptionInACopyWithoutItsEntry_ProvesNothing()
    {
        await using var office = await OpenAsync();
        await RestoreAsync(office);
        _hasFile = false;
        await office.RestartAsync();
        await AdoptAsync(office);
        var adopted = (await office.Store.Unprobed.LoadAsync([EpochRecord.TheKey], default)).Records.Single();
        await office.RestartAsync();
        await office.Host.DisposeAsync();
        File.Copy(office.DatabasePath + ".backup", office.DatabasePath, overwrite: true);

        // Who can write the database plants the authentic record in the copy that was restored.
        _hasFile = true;
        _plant = store => store.ChangeLoaded = (keys, records) => keys.Contains(EpochRecord.TheKey) ? [.. records, adopted] : records;
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync());
        _plant = null;

        Assert.Equal(Reason.JournalBroken, refused.Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task AdoptStoreAsync_LiveGrantsOfAllKinds_AreEndedOnceEach(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(Desk.Operating));
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/2", to: "ravi");
        await office.Host.As("amina").ReleaseAsync(await Desk.GrantAsync(office.Host, "orders/3"));
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/4", 5, Desk.Why);
        await using var use = await office.Host.As("ravi").UseAsync("orders:refund", "orders/2");

        Assert.Equal(3, await AdoptAsync(office));
        Assert.True(use.Ended.IsCancellationRequested);
        await office.Host.AdvanceAsync(NodaTime.Duration.FromSeconds(1));
        await office.Host.As("bo").ApproveAsync(pending);
        office.Host.Should("amina").Allow("orders:refund", "orders/4").And.Deny("orders:refund", "orders/1", Reason.Revoked);

        await office.RestartAsync(bootAt: store == EveryStore.Memory ? null : office.Time.Now);
        if (store == EveryStore.Sqlite)
        {
            office.Host.Should("amina").Allow("orders:refund", "orders/4").And.Deny("orders:refund", "orders/1", Reason.OutOfScope);
        }
    }

    // Its entry cannot be found where its record says: nothing that was live is believed, but the store can be adopted again.
    [Fact]
    public async Task P29_EntryOfTheAdoptionCannotBeFound_NothingLivesAndAnotherAdoptionMendsIt()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite, jit => jit.AddPolicies(Desk.Operating), probe: store => _plant?.Invoke(store));
        await AdoptAsync(office);
        await office.Host.AdvanceAsync(NodaTime.Duration.FromSeconds(1));
        await Desk.GrantAsync(office.Host, "orders/1");
        var before = (await office.Store.Unprobed.LoadAsync([EpochRecord.TheKey], default)).Records.Single();

        _plant = store => store.ChangePage = page => page with { Entries = [.. page.Entries.Where(entry => entry.Position != before.Position)] };
        await office.RestartAsync(bootAt: office.Time.Now);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
        await office.Host.AdvanceAsync(NodaTime.Duration.FromSeconds(1));
        await AdoptAsync(office);
        await office.Host.AdvanceAsync(NodaTime.Duration.FromSeconds(1));
        await Desk.GrantAsync(office.Host, "orders/2");

        await office.RestartAsync(bootAt: office.Time.Now);
        office.Host.Should("amina").Allow("orders:refund", "orders/2");
        _plant = null;
    }

    // The commit of the adoption is slow, and an approval is committed just before it: the epoch ends that too, on every node, now and after a restart.
    [Fact]
    public async Task P29_GrantActivatedWhileTheAdoptionIsDecided_IsEndedEverywhere()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite, jit => jit.AddPolicies(Desk.Operating));
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/4", 5, Desk.Why);
        await office.Host.As("olga").RequestAsync("adopt-store", "store", 5);
        JitRequest? approved = null;
        office.Store.BeforeCommit = async batch =>
        {
            if (batch.Expectations.Any(static expectation => expectation.Key == EpochRecord.TheKey))
            {
                office.Store.BeforeCommit = null;
                office.Time.Advance(NodaTime.Duration.FromMilliseconds(50));
                approved = await office.Host.As("bo").ApproveAsync(pending);
            }
        };

        var ended = await office.Host.Services.GetRequiredService<IJitOperations>().AdoptStoreAsync(office.Host.As("olga").Caller, "a backup was restored");

        Assert.Equal(2, ended); // and the operator's own
        office.Host.Should("amina").Deny("orders:refund", "orders/4", Reason.Revoked);
        Assert.Equal(GrantState.Revoked, (await office.Grants.GetAsync(office.Host.As("amina").Caller, approved!.GrantId!)).State);
        await office.RestartAsync(bootAt: office.Time.Now);
        office.Host.Should("amina").Deny("orders:refund", "orders/4", Reason.NoGrant);
    }

    [Fact]
    public async Task AdoptStoreAsync_WithoutRightGrantOrReason_IsRefused()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(Desk.Operating));
        var operations = office.Host.Services.GetRequiredService<IJitOperations>();
        await Desk.GrantAsync(office.Host, "orders/1");

        var amina = await Assert.ThrowsAsync<JitRejectedException>(() => operations.AdoptStoreAsync(office.Host.As("amina").Caller, "why").AsTask());
        var olga = await Assert.ThrowsAsync<JitRejectedException>(() => operations.AdoptStoreAsync(office.Host.As("olga").Caller, "why").AsTask());
        var empty = await Assert.ThrowsAsync<JitRejectedException>(() => operations.AdoptStoreAsync(office.Host.As("olga").Caller, " ").AsTask());

        Assert.Equal((Reason.MayNotOperate, Reason.NoGrant, Reason.MemberMissing), (amina.Reason, olga.Reason, empty.Reason));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    // An operator of one tenant is nobody to the others: what concerns them all is for the tenant that operates the application.
    [Fact]
    public async Task P30_OperatorOfAnotherTenant_AdoptsPublishesAndSeesNothing()
    {
        await using var host = await Desk.StartAsync(jit => jit.AddPolicies(Desk.Operating));
        await Desk.GrantAsync(host, "orders/1");
        var mallory = new Caller(Subject.Human("idp", "mallory", Tenant.Of("acme")))
        {
            Presented = FactSet.Empty.With([new Fact(FactNames.Role, ["on-call"], "claims", host.Time.Now)]),
        };
        await host.As(mallory).RequestAsync("adopt-store", "store", 5);
        await host.As(mallory).RequestAsync("publish-policies", "policies/desk", 5);
        var (operations, policies) = (host.Services.GetRequiredService<IJitOperations>(), host.Services.GetRequiredService<IJitPolicies>());

        var adopt = await Assert.ThrowsAsync<JitRejectedException>(() => operations.AdoptStoreAsync(mallory, "why").AsTask());
        var publish = await Assert.ThrowsAsync<JitRejectedException>(() => policies.PublishAsync(mallory, JitPolicySet.Create("desk", 2, Desk.Watch)).AsTask());
        var look = await Assert.ThrowsAsync<JitRejectedException>(() => operations.ListSetAsideAsync(mallory, "export", new JitPageRequest()).AsTask());

        Assert.Equal((Reason.MayNotOperate, Reason.MayNotPublish, Reason.MayNotOperate), (adopt.Reason, publish.Reason, look.Reason));
        host.Should("amina").Allow("orders:refund", "orders/1");
    }

    // A revocation is what the backup forgets.
    private static async Task<(string Kept, string Revoked)> RestoreAsync(Office office)
    {
        var (kept, revoked) = (await Desk.GrantAsync(office.Host, "orders/1"), await Desk.GrantAsync(office.Host, "orders/2"));
        await office.RestartAsync();
        File.Copy(office.DatabasePath, office.DatabasePath + ".backup");
        await office.Host.As("bo").RevokeAsync(revoked, "a mistake");
        await office.Host.DisposeAsync(); // before the node polls again; closes the file, and with it the write-ahead log
        File.Copy(office.DatabasePath + ".backup", office.DatabasePath, overwrite: true);
        return (kept.GrantId!, revoked.GrantId!);
    }

    private static async Task<int> AdoptAsync(Office office)
    {
        await office.Host.As("olga").RequestAsync("adopt-store", "store", 5);
        return await office.Host.Services.GetRequiredService<IJitOperations>().AdoptStoreAsync(office.Host.As("olga").Caller, "a backup was restored");
    }

    private Action<ProbeStore>? _plant;

    private Task<Office> OpenAsync() => Office.OpenAsync(
        EveryStore.Sqlite,
        (office, jit) => jit.AddPolicies(Desk.Operating).Configure(options =>
            options.NodeFile = _hasFile ? Path.Combine(Path.GetDirectoryName(office.DatabasePath)!, "node.json") : null),
        probe: store => _plant?.Invoke(store));
}
