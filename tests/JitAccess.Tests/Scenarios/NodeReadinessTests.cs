using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A node that denies makes no access, since it could not show it; it goes on ending access.</summary>
public sealed class NodeReadinessTests
{
    private static readonly JitAsk Watch = new("watch-orders", Duration.FromMinutes(5));

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task SubmitAndApprove_OnANodeThatRefuses_AreRefusedAndStoreNothing(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        await RefuseAsync(office);
        var written = office.Store.Written.Count;

        foreach (var command in new Func<Task>[]
        {
            () => office.Host.As("ravi").RequestAsync(Watch),
            () => office.Host.As("ravi").RequestAsync("refund-order", "orders/2", 5, Desk.Why),
            () => office.Host.As("bo").ApproveAsync(pending),
        })
        {
            var finding = (await Refusal(command)).Findings[0];
            Assert.Equal((Reason.NotSynchronised, Reason.NodeRefuses.Code), (finding.Reason, finding.Value));
        }

        Assert.Equal(written, office.Store.Written.Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task EndsAndReads_OnANodeThatRefuses_AreServed(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var withdrawn = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        var denied = await office.Host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        var released = await Desk.GrantAsync(office.Host, "orders/3");
        var revoked = await Desk.GrantAsync(office.Host, "orders/4");
        await Desk.GrantAsync(office.Host, "orders/5", to: "ravi");
        await RefuseAsync(office);

        Assert.Equal(RequestState.Withdrawn, (await office.Host.As("amina").WithdrawAsync(withdrawn)).State);
        Assert.Equal(RequestState.Denied, (await office.Host.As("bo").DenyAsync(denied)).State);
        Assert.Equal(GrantState.Released, (await office.Host.As("amina").ReleaseAsync(released)).State);
        Assert.Equal(GrantState.Revoked, (await office.Host.As("bo").RevokeAsync(revoked, "a mistake")).State);
        var olga = office.Host.As("olga").Caller;
        Assert.Equal(1, await office.Grants.RevokeAllAsync(olga, new RevocationSelector.OfPolicy("refund-order"), "a mistake"));
        Assert.Equal(RequestState.Approved, (await office.Host.As("amina").ReadAsync(released)).State);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Submit_RefusedByThePolicyOnANodeThatRefuses_SaysWhatIsWrongWithIt(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await RefuseAsync(office);

        Assert.Equal(Reason.NotEligible, (await Refusal(() => office.Host.As("eve").RequestAsync(Watch))).Reason);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Submit_OnAStaleNodeThatCanCatchUp_IsLiveAtOnce(string store)
    {
        await using var office = await Office.OpenAsync(store);
        office.Time.StepWall(Duration.FromSeconds(1));
        office.Time.Suspend(Duration.FromMinutes(1));
        office.Host.Should("amina").Deny("orders:watch", "orders", Reason.NodeStale);

        await office.Host.As("amina").RequestAsync(Watch);

        office.Host.Should("amina").Allow("orders:watch", "orders");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Submit_OnAStaleNodeThatCannotCatchUp_IsRefusedUntilItCan(string store)
    {
        await using var office = await Office.OpenAsync(store);
        office.Store.IsJournalAway = true;
        await office.Host.AdvanceAsync(Duration.FromSeconds(5));
        var written = office.Store.Written.Count;

        var refusal = await Refusal(() => office.Host.As("amina").RequestAsync(Watch));

        Assert.Equal((Reason.NotSynchronised, Reason.NodeStale.Code), (refusal.Reason, refusal.Findings[0].Value));
        Assert.Equal(written, office.Store.Written.Count);
        office.Store.IsJournalAway = false;
        await office.Host.As("amina").RequestAsync(Watch);
        office.Host.Should("amina").Allow("orders:watch", "orders");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Approve_CommittedButNotAppliedHere_SaysThatItIsDoneAndIsRepeatedWhenItIsLive(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        office.Store.BeforeCommit = async _ =>
        {
            office.Store.BeforeCommit = null;
            await CommitBehindTheBackAsync(office); // what this node has yet to read, and cannot read now
            office.Store.IsJournalAway = true;
        };

        var refusal = await Refusal(ApproveAsync);
        var repeated = await Refusal(ApproveAsync);

        Assert.Equal((Reason.NotSynchronised, Reason.NotSynchronised), (refusal.Reason, repeated.Reason));
        Assert.Contains("has been done", refusal.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Findings[0], repeated.Findings[0]);
        Assert.Equal(RequestState.Approved, (await office.Host.As("amina").ReadAsync(pending)).State);
        office.Store.IsJournalAway = false;
        await ApproveAsync();
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        Task ApproveAsync() => office.Host.Services.GetRequiredService<IJitRequests>()
            .VoteAsync(office.Host.As("bo").Caller, pending.Id, new JitVote(VoteDecision.Approve), new IdempotencyKey("vote", "k", [])).AsTask();
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Approve_RepeatedOnAnotherNode_IsLiveThereWhenItAnswers(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var pending = await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);
        await using var other = await OtherNodeAsync(office);
        await ApproveAsync(office.Host);
        other.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);

        await ApproveAsync(other);

        other.Should("amina").Allow("orders:refund", "orders/1");

        async Task ApproveAsync(JitTestHost node) => await node.Services.GetRequiredService<IJitRequests>()
            .VoteAsync(node.As("bo").Caller, pending.Id, new JitVote(VoteDecision.Approve), new IdempotencyKey("vote", "k", []));
    }

    private static async Task<Explanation> Refusal(Func<Task> command) => (await Assert.ThrowsAsync<JitRejectedException>(command)).Explanation;

    private static async Task RefuseAsync(Office office)
    {
        office.Store.ChangeEntry = entry => entry with { Mac = new byte[32] };
        await CommitBehindTheBackAsync(office);
        Assert.NotNull(await office.PollAsync());
        office.Store.ChangeEntry = null;
    }

    private static async Task CommitBehindTheBackAsync(Office office)
    {
        await using var other = await OtherNodeAsync(office);
        await other.As("ravi").RequestAsync("refund-order", "orders/9", 5, Desk.Why);
    }

    private static Task<JitTestHost> OtherNodeAsync(Office office) =>
        Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time);
}
