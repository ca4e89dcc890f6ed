using System.Text.Json;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>What <see cref="JitGrantLease.Ended"/> tells, when, and whom it holds up.</summary>
public sealed class LeaseTests
{
    private const string Permission = "orders:refund";

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Ended_Revoked_IsCancelledWhenTheCommandReturns(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");

        await office.Host.As("bo").RevokeAsync(request, "a mistake");

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Ended_Released_IsCancelledWhenTheCommandReturns(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");

        await office.Host.As("amina").ReleaseAsync(request);

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Ended_Expired_IsCancelledOnTheTick(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 1);
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");

        await office.Host.AdvanceAsync(Duration.FromMinutes(1) - Duration.FromMilliseconds(1));
        Assert.False(lease.Ended.IsCancellationRequested);

        office.Time.Advance(Duration.FromMilliseconds(1));
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P20_NodeCutOff_IsCancelledWhenItCanNoLongerHearOfAnEnd(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        await office.Host.AdvanceAsync(Duration.FromSeconds(20));
        office.Store.IsAway = true;

        office.Time.Advance(Duration.FromMilliseconds(4949));
        Assert.False(lease.Ended.IsCancellationRequested);
        office.Time.Advance(Duration.FromMilliseconds(1));
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P29_StoreReplaced_IsCancelledAtTheFirstPollThatFindsIt(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        office.Store.ChangePage = page => page with { HoldsPrefix = false };

        await Assert.ThrowsAsync<StoreUnavailableException>(() => office.Host.Services.GetRequiredService<NodeFollower>().SynchroniseAsync(default));

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P21_EndedGrantBesideAnother_LeaseGoesOnUnderTheOther(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var wide = await Desk.GrantAsync(office.Host, "orders/*", minutes: 10);
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        var narrow = await Desk.GrantAsync(office.Host, "orders/1", minutes: 20);

        await office.Host.As("bo").RevokeAsync(wide, "too wide");
        Assert.False(lease.Ended.IsCancellationRequested);
        Assert.Equal(office.Time.Now + Duration.FromMinutes(20), lease.Ends);

        await office.Host.As("amina").ReleaseAsync(narrow);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Ended_AnotherGrantCoversSomethingElse_IsCancelled(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/2");
        await using var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");

        await office.Host.As("bo").RevokeAsync(request, "a mistake");

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Ended_LastUseTaken_OperationGoesOnUntilTheEnd(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "customers/7", minutes: 5, policy: "delete-customer");
        await using var lease = await office.Host.As("amina").UseAsync("customers:delete", "customers/7");

        office.Host.Should("amina").Deny("customers:delete", "customers/7", Reason.UsedUp);
        await office.Host.AdvanceAsync(Duration.FromMinutes(5) - Duration.FromMilliseconds(1));
        Assert.False(lease.Ended.IsCancellationRequested);

        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task UseAsync_SingleUseInParallel_AdmitsOne(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "customers/7", minutes: 5, policy: "delete-customer");

        var uses = Enumerable.Range(0, 20).Select(_ => Task.Run(() => office.Host.As("amina").UseAsync("customers:delete", "customers/7"))).ToList();
        await Task.WhenAny(Task.WhenAll(uses));

        _ = Assert.Single(uses, use => use.IsCompletedSuccessfully);
        Assert.All(uses.Where(use => use.IsFaulted), use => Assert.Equal(Reason.UsedUp, Assert.IsType<JitRejectedException>(use.Exception!.InnerException).Reason));
    }

    [Fact]
    public async Task UseAsync_WithoutAResource_IsAdmittedByWhatCoversEverything()
    {
        var audit = JitPolicy.Create("audit").Grants("orders:audit").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(JitPolicySet.Create("more", 1, audit)));
        var request = await office.Host.As("amina").RequestAsync("audit", null, 5);

        await using var lease = await office.Host.As("amina").UseAsync("orders:audit", null);

        Assert.Equal(request.GrantId, lease.GrantId);
    }

    [Fact]
    public async Task UseAsync_GrantThatHasEnded_IsRefusedWithoutTheStore()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await office.Host.As("amina").ReleaseAsync(await Desk.GrantAsync(office.Host, "customers/7", minutes: 5, policy: "delete-customer"));
        office.Store.IsAway = true;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").UseAsync("customers:delete", "customers/7"));

        Assert.Equal(Reason.Released, rejected.Reason);
    }

    [Fact]
    public async Task UseAsync_UseThatIsCommitted_NamesWhoTookIt()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "customers/7", minutes: 5, policy: "delete-customer");

        await using var lease = await office.Host.As("amina").UseAsync("customers:delete", "customers/7");

        var entry = office.Store.Written.Last().Entries.Select(JournalText.Of).Single(entry => entry.Kind == "grant-used");
        using var document = JsonDocument.Parse(entry.Text);
        Assert.Equal("amina", document.RootElement.GetProperty("actor").GetProperty("subject").GetProperty("id").GetString());
    }

    [Fact]
    public async Task UseAsync_TakenElsewhereAndTheJournalIsAway_IsRefusedAsUnavailable()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "customers/7", minutes: 5, policy: "delete-customer");
        await using (var other = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time))
        {
            await (await other.As("amina").UseAsync("customers:delete", "customers/7")).DisposeAsync();
        }

        office.Store.IsJournalAway = true;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").UseAsync("customers:delete", "customers/7"));

        Assert.Equal(ReasonKind.Unavailable, rejected.Reason.Kind);
    }

    [Fact]
    public async Task Ended_CallbackThrows_OthersAreToldAndTheCommandSucceeds()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await using var one = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        await using var other = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        var told = new TaskCompletionSource();
        one.Ended.Register(() => throw new NotSupportedException("a listener's own fault"));
        other.Ended.Register(told.SetResult);

        var revoked = await office.Host.As("bo").RevokeAsync(request, "a mistake");

        Assert.Equal(GrantState.Revoked, revoked.State);
        await told.Task;
        office.Host.Should("amina").Deny(Permission, "orders/1", Reason.Revoked);
    }

    [Fact]
    public async Task Ended_CallbackBlocks_HoldsUpNeitherCommandNorCheckNorOthers()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        await using var other = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        using var block = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource();
        lease.Ended.Register(() =>
        {
            blocked.SetResult();
            block.Wait();
        });

        await office.Host.As("bo").RevokeAsync(request, "a mistake");
        await blocked.Task;

        Assert.True(other.Ended.IsCancellationRequested);
        office.Host.Should("amina").Deny(Permission, "orders/1", Reason.Revoked);
        await Desk.GrantAsync(office.Host, "orders/2");
        await office.Host.AdvanceAsync(Duration.FromSeconds(10));
        office.Host.Should("amina").Allow(Permission, "orders/2");
        block.Set();
        await lease.DisposeAsync();
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Dispose_BeforeTheEnd_TellsNobody(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        var lease = await office.Host.As("amina").UseAsync(Permission, "orders/1");
        var told = false;
        lease.Ended.Register(() => told = true);
        await lease.DisposeAsync();
        await lease.DisposeAsync();

        await office.Host.As("bo").RevokeAsync(request, "a mistake");

        Assert.False(told);
        Assert.False(lease.Ended.IsCancellationRequested);
    }
}
