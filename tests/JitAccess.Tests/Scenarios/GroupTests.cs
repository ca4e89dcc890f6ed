namespace JitAccess.Tests.Scenarios;

/// <summary>P32: a grant belongs to one human or one workload, never to a group.</summary>
public sealed class GroupTests
{
    private static readonly Subject Team = Subject.Human("https://groups.test", "support-team");

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P32_GroupAsks_IsRefusedAndNothingIsStored(string store)
    {
        await using var office = await OpenAsync(store);
        var written = office.Store.Written.Count;

        foreach (var policy in new[] { "refund-order", "watch-orders" })
        {
            var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("team").RequestAsync(policy, null, 5, Desk.Why));
            Assert.Equal(Reason.SubjectIsGroup, rejected.Reason);
        }

        Assert.Equal(written, office.Store.Written.Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P32_GroupVotesOrRevokes_IsRefused(string store)
    {
        await using var office = await OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);

        await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("team").ApproveAsync(pending));
        await Assert.ThrowsAsync<JitRejectedException>(() => office.Grants.RevokeAllAsync(
            office.Host.As("team").Caller, new RevocationSelector.OfPolicy("refund-order"), "everything").AsTask());

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P32_RequesterBecomesAGroup_IsNotApproved(string store)
    {
        await using var office = await OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        var amina = office.Host.People.SubjectOf("amina");
        office.Host.People.Add("amina", new DirectoryEntry(amina) { IsGroup = true, Roles = ["support"] });

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(pending));

        Assert.Equal(Reason.SubjectIsGroup, rejected.Reason);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P32_GrantOfAMember_DoesNothingForAnotherMember(string store)
    {
        await using var office = await OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1");

        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        office.Host.Should("ravi").Deny("orders:refund", "orders/1", Reason.NoGrant);
        office.Host.Should("team").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    private static async Task<Office> OpenAsync(string store)
    {
        var office = await Office.OpenAsync(store);
        office.Host.People.Add("team", new DirectoryEntry(Team) { IsGroup = true, Roles = ["support", "support-lead", "on-call"] });
        return office;
    }
}
