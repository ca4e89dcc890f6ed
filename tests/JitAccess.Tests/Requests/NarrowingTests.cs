using JitAccess.Testing;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>An approver may narrow what was asked, never widen it, and is told in the request's terms where it would.</summary>
public sealed class NarrowingTests
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "desk",
        1,
        JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(4))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build());

    [Fact]
    public async Task VoteAsync_LongerThanAsked_IsRefusedInTheRequestsTerms()
    {
        var finding = await RefuseAsync(new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(61) });

        Assert.Equal("duration PT1H1M exceeds the PT1H that the request asks for", finding.Message);
        Assert.Equal(("narrowTo.duration", "PT1H1M", "PT1H"), (finding.Member, finding.Value, finding.Limit));
        Assert.Equal("Approve for at most PT1H, or leave the duration out.", finding.Fix);
    }

    [Fact]
    public async Task VoteAsync_MoreThanAsked_IsRefusedInTheRequestsTerms()
    {
        var finding = await RefuseAsync(new JitVote(VoteDecision.Approve) { NarrowToResource = Resource.Parse("orders/*") });

        Assert.Equal("resource \"orders/*\" is not covered by the request, which covers orders/1", finding.Message);
        Assert.Equal(("narrowTo.resource", "orders/*", "orders/1"), (finding.Member, finding.Value, finding.Limit));
    }

    [Fact]
    public async Task VoteAsync_AsMuchAsAsked_IsNoWidening()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 60);

        var approved = await host.As("bo").VoteAsync(
            request, new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromHours(1), NarrowToResource = Resource.Parse("orders/1") });

        Assert.Equal((RequestState.Approved, Duration.FromHours(1)), (approved.State, approved.Duration));
    }

    private static async Task<Finding> RefuseAsync(JitVote vote)
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 60);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").VoteAsync(request, vote));

        Assert.Equal(Reason.NarrowingWidens, refused.Reason);
        Assert.Equal(RequestState.Pending, (await host.As("amina").ReadAsync(request)).State);
        return Assert.Single(refused.Explanation.Findings);
    }

    private static Task<JitTestHost> StartAsync() =>
        JitTestHost.StartAsync(Policies, people => people.Person("amina", "support").Person("bo", "lead"));
}
