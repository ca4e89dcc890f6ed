using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P08: an account that the directory has switched off gains nothing, not even where any signed-in subject may; it can still end what it could.</summary>
public sealed class InactiveAccountTests
{
    private static readonly JitPolicy Open = JitPolicy.Create("open-desk")
        .Grants("desk:open").On("desk")
        .Eligible(Everyone.SignedIn)
        .UpTo(Duration.FromHours(1))
        .Stage("any", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(1))
        .Build();

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_InactiveRequester_CannotAskWhereAnybodyMay(string store)
    {
        await using var office = await OpenAsync(store);
        office.Host.People.Disable("eve");

        Assert.Equal(Reason.SubjectInactive, await RefusalAsync(() => office.Host.As("eve").RequestAsync("open-desk", "desk", 5, Desk.Why)));
        var mine = await office.Host.Services.GetRequiredService<IJitRequests>().ListPoliciesAsync(office.Host.As("eve").Caller);
        Assert.Empty(mine);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_RequesterSwitchedOffWhileWaiting_IsNotApproved(string store)
    {
        await using var office = await OpenAsync(store);
        var pending = await office.Host.As("eve").RequestAsync("open-desk", "desk", 5, Desk.Why);
        office.Host.People.Disable("eve");

        Assert.Equal(Reason.SubjectInactive, await RefusalAsync(() => office.Host.As("bo").ApproveAsync(pending)));
        office.Host.Should("eve").Deny("desk:open", "desk", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_InactiveApprover_FindsNothingToDecide(string store)
    {
        await using var office = await OpenAsync(store);
        var pending = await office.Host.As("eve").RequestAsync("open-desk", "desk", 5, Desk.Why);
        office.Host.People.Disable("bo");

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => office.Host.As("bo").ApproveAsync(pending)));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_InactiveHolder_GivesBackWhatIsHeld(string store)
    {
        await using var office = await OpenAsync(store);
        var granted = await office.Host.As("bo").ApproveAsync(await office.Host.As("eve").RequestAsync("open-desk", "desk", 5, Desk.Why));
        office.Host.People.Disable("eve");

        await office.Host.As("eve").ReleaseAsync(granted);

        office.Host.Should("eve").Deny("desk:open", "desk", Reason.Released);
    }

    private static Task<Office> OpenAsync(string store) =>
        Office.OpenAsync(store, jit => jit.AddPolicies(JitPolicySet.Create("open", 1, Open)).Configure(options => options.DirectoryCacheFor = Duration.Zero));

    private static async Task<Reason> RefusalAsync(Func<Task> refused) => (await Assert.ThrowsAsync<JitRejectedException>(refused)).Reason;
}
