using JitAccess.Tests.Subjects;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P25: nothing that is kept outlives a revocation or an end.</summary>
public sealed class CacheTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P25_HandleAndAnswerFromBefore_DoNotOutliveTheRevocation(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        var handle = office.Access.Resolve(office.Host.People.SubjectOf("amina"));
        Assert.True(office.Access.Check(handle, "orders:refund", "orders/1").IsAllowed);

        await office.Host.As("bo").RevokeAsync(granted, "a mistake");

        Assert.Equal(Reason.Revoked, office.Access.Check(handle, "orders:refund", "orders/1").Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P25_HandleFromBeforeAnyGrant_SeesGrantAndEnd(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var handle = office.Access.Resolve(office.Host.People.SubjectOf("amina"));
        Assert.Equal(Reason.NoGrant, office.Access.Check(handle, "orders:refund", "orders/1").Reason);

        for (var round = 0; round < 3; round++)
        {
            await Desk.GrantAsync(office.Host, "orders/1", minutes: 10);
            Assert.True(office.Access.Check(handle, "orders:refund", "orders/1").IsAllowed);
            await office.Host.AdvanceAsync(Duration.FromMinutes(10));
            Assert.Equal(Reason.Expired, office.Access.Check(handle, "orders:refund", "orders/1").Reason);
            await office.Host.AdvanceAsync(Duration.FromMinutes(6)); // forgotten by the table
            Assert.Equal(Reason.NoGrant, office.Access.Check(handle, "orders:refund", "orders/1").Reason);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(300)]
    public async Task P25_DirectoryAnswerInTheApplicationsCache_IsNotUsedAfterTheBound(int bound)
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit =>
        {
            jit.Services.AddSingleton<IMemoryCache>(new EternalMemoryCache());
            jit.Configure(options => options.DirectoryCacheFor = Duration.FromSeconds(bound));
        });
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5);
        office.Host.People.SetRoles("amina", "cook");
        await office.Host.AdvanceAsync(Duration.FromSeconds(bound) - Duration.FromMilliseconds(1));
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5);

        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync("watch-orders", "orders", 5));
        Assert.Equal(Reason.NotEligible, rejected.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task P25_DirectoryAnswerKeptOverAStepOrASuspend_IsNotUsed(bool back)
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Services.AddSingleton<IMemoryCache>(new EternalMemoryCache()));
        await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5);
        office.Host.People.SetRoles("amina", "cook");

        office.Time.StepWall(Duration.FromHours(back ? -1 : 1));

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync("watch-orders", "orders", 5));
        Assert.Equal(Reason.NotEligible, rejected.Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task ClaimsGoodFor_NoDirectoryKnowsTheSubject_NoGrantEndsLater(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.Limits.ClaimsGoodFor = Duration.FromMinutes(20)));
        var stranger = new Caller(Subject.Human("https://elsewhere.test", "zoe"))
        {
            Presented = FactSet.Empty.With([new Fact(FactNames.Role, ["support"], "claims", office.Time.Now)]),
        };
        var request = await office.Host.As(stranger).RequestAsync("refund-order", "orders/1", 60, Desk.Why);
        await office.Host.AdvanceAsync(Duration.FromMinutes(5));
        await office.Host.As("bo").ApproveAsync(request);

        await office.Host.AdvanceAsync(Duration.FromMinutes(15) - Duration.FromMilliseconds(1));
        office.Host.Should(stranger.Subject).Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        office.Host.Should(stranger.Subject).Deny("orders:refund", "orders/1", Reason.Expired);
    }
}
