using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A check can demand what another node has committed.</summary>
public sealed class PositionTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Position_AfterACommand_CoversItsCommit(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var before = office.Access.Position;

        var grant = await Desk.GrantAsync(office.Host, "orders/1");
        var granted = office.Access.Position;
        await office.Host.As("bo").RevokeAsync(grant, "a mistake");

        Assert.True(before < granted && granted < office.Access.Position);
        var amina = office.Access.Resolve(office.Host.People.SubjectOf("amina"));
        Assert.Equal(Reason.Revoked, office.Access.Check(amina, "orders:refund", "orders/1", office.Access.Position).Reason);
    }

    [Fact]
    public async Task Check_OfANodeThatIsBehind_DeniesUntilItHasCaughtUp()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        var amina = office.Access.Resolve(office.Host.People.SubjectOf("amina"));
        await office.CommitBehindTheBackAsync(); // as another node does
        var theirs = office.Access.Position + 1;

        Assert.True(office.Access.Check(amina, "orders:refund", "orders/1").IsAllowed);
        Assert.Equal(Reason.NodeBehind, office.Access.Check(amina, "orders:refund", "orders/1", theirs).Reason);

        await office.Access.CatchUpAsync(theirs);
        Assert.True(office.Access.Check(amina, "orders:refund", "orders/1", theirs).IsAllowed);
    }

    [Fact]
    public async Task Check_OfAStaleNodeThatIsBehind_SaysThatItIsStale()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var amina = office.Access.Resolve(office.Host.People.SubjectOf("amina"));
        office.Time.StepWall(Duration.FromSeconds(10));

        Assert.Equal(Reason.NodeStale, office.Access.Check(amina, "orders:refund", "orders/1", long.MaxValue).Reason);
    }

    [Fact]
    public async Task CatchUp_BeyondTheJournal_IsRefused()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);

        var refusal = await Assert.ThrowsAsync<JitRejectedException>(async () => await office.Access.CatchUpAsync(office.Access.Position + 1));

        Assert.Equal(Reason.NodeBehind, refusal.Reason);
    }

    [Fact]
    public async Task CatchUp_StoreAway_SaysSo_UnlessItIsThereAlready()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        office.Store.IsAway = true;

        await office.Access.CatchUpAsync(office.Access.Position);
        var refusal = await Assert.ThrowsAsync<JitRejectedException>(async () => await office.Access.CatchUpAsync(office.Access.Position + 1));

        Assert.Equal(Reason.StoreUnavailable, refusal.Reason);
    }
}
