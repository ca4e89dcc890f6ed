using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>What was committed outlives the process, and nothing else does; a key that is not there stops the start.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_GrantMadeBefore_WorksAfterIfItHasNotEnded(bool kill)
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        await Desk.GrantAsync(office.Host, "orders/2", minutes: 60);
        var revoked = await Desk.GrantAsync(office.Host, "orders/3", minutes: 60);
        await office.Host.As("bo").RevokeAsync(revoked, "a mistake");

        await office.RestartAsync(kill, bootAt: office.Time.Now + Duration.FromMinutes(30));

        office.Host.Should("amina")
            .Allow("orders:refund", "orders/2")
            .And.Deny("orders:refund", "orders/3", Reason.OutOfScope)
            .And.Deny("orders:refund", "orders/1", Reason.Expired);
        await using var lease = await office.Host.As("amina").UseAsync("orders:refund", "orders/2");
        Assert.Equal("bo", Assert.Single(lease.ApprovedBy).Id);
    }

    [Fact]
    public async Task Restart_PendingRequest_IsApprovedAfter()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);

        await office.RestartAsync(kill: true);
        await office.Host.As("bo").ApproveAsync(pending);

        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Fact]
    public async Task Restart_SingleUseTaken_StaysTaken()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");
        await using (await office.Host.As("amina").UseAsync("customers:delete", "customers/1"))
        {
            await office.RestartAsync(kill: true);
        }

        office.Host.Should("amina").Deny("customers:delete", "customers/1", Reason.NoGrant);
    }

    [Fact]
    public async Task Restart_InMemory_ForgetsEverything()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");

        await office.RestartAsync();

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Fact]
    public async Task P24_RestartedWithTheClockSetBack_GrantEndsNoLaterThanTheJournalCanTell()
    {
        // At a boot without network time the machine knows no better than its journal: time goes on from the last entry.
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 30);
        await office.Host.AdvanceAsync(Duration.FromMinutes(20));
        await office.Host.As("ravi").RequestAsync("watch-orders", "orders", 5); // the last entry

        await office.RestartAsync(kill: true, bootAt: office.Time.Now - Duration.FromDays(400));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Duration.FromMinutes(10) - Duration.FromMilliseconds(1));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
    }

    [Fact]
    public async Task TwoNodes_OneFile_RevocationIsSeenWithinTheBound()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await using var other = await Desk.StartAsync(jit => jit.UseSqlite($"Data Source={office.DatabasePath}"), office.Time);
        other.Should("amina").Allow("orders:refund", "orders/1");
        await using var lease = await other.As("amina").UseAsync("orders:refund", "orders/1");

        await office.Host.As("bo").RevokeAsync(granted, "a mistake");
        await other.AdvanceAsync(Duration.FromSeconds(5));

        other.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task KeyMissing_StoreWithEntries_DoesNotStartAndMakesNoOther()
    {
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "orders/1");
        var (key, away) = (office.DatabasePath + ".key", office.DatabasePath + ".away");
        File.Move(key, away);

        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync(kill: true));

        Assert.Equal(Reason.KeyMissing, thrown.Reason);
        Assert.False(File.Exists(key));
        File.Move(away, key);
        await office.RestartAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Fact]
    public async Task KeyOfAnotherStore_DoesNotStart()
    {
        await using var other = await Office.OpenAsync(EveryStore.Sqlite);
        await using var office = await Office.OpenAsync(EveryStore.Sqlite);
        await Desk.GrantAsync(office.Host, "orders/1");
        var key = office.DatabasePath + ".key";
        File.Move(key, key + ".away");
        File.Copy(other.DatabasePath + ".key", key);

        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => office.RestartAsync(kill: true));

        Assert.Equal(Reason.KeyMismatch, thrown.Reason);
        File.Move(key + ".away", key, overwrite: true);
        await office.RestartAsync();
    }
}
