using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Votes on every store: distinct humans, eligibility at each step, and nothing that takes a vote back in silence.</summary>
public sealed class VotingTests
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "votes",
        1,
        Policy("three").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(3)).Build(),
        Policy("two").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2).DeniedBy(1)).Build(),
        Policy("steps").Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Stage("duty", stage => stage.ApprovedBy(Has.Role("on-call"))).Build(),
        Policy("ticket").RequiresTicket("(OPS|CHG)-[0-9]+").Stage("ops", stage => stage.ApprovedBy(Has.Ticket("OPS-.*") & !Has.Role("support"))).Build(),
        Policy("self").AutoApproved().Build());

    /// <summary>What the requester asks for and every step at which the role can be lost, on every store.</summary>
    public static TheoryData<string, string, int> Steps
    {
        get
        {
            var steps = new TheoryData<string, string, int>();
            foreach (var store in (string[])[EveryStore.Memory, EveryStore.Sqlite])
            {
                steps.Add(store, "self", 0);
                steps.Add(store, "steps", 0);
                steps.Add(store, "steps", 1);
                steps.Add(store, "steps", 2);
            }

            return steps;
        }
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P04_EightHumansOfTwoAccountsVoteAtOnce_QuorumIsThreeOfThem(string store)
    {
        await using var office = await OpenAsync(store);
        for (var human = 0; human < 8; human++)
        {
            office.Host.People.Person($"lead{human}", "support-lead").Account($"second{human}", $"lead{human}", "support-lead");
        }

        var request = await office.Host.As("amina").RequestAsync("three", "orders/1", 30);
        var accounts = Enumerable.Range(0, 8).SelectMany(human => (string[])[$"lead{human}", $"second{human}"]);
        var answers = await Task.WhenAll(accounts.Select(name => Task.Run(() => AnswerAsync(() => office.Host.As(name).ApproveAsync(request)))));

        var votes = (await office.Host.As("amina").ReadAsync(request)).Stages.Single().Votes;
        Assert.Equal(3, answers.Count(answer => answer is null));
        Assert.All(answers.OfType<Reason>(), answer => Assert.Contains(answer, new[] { Reason.AlreadyVoted, Reason.RequestSettled }));
        Assert.Equal(3, votes.Select(vote => vote.Voter.Id[^1]).Distinct().Count());
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P04_FewerThanTheQuorum_NeverApprove(string store)
    {
        await using var office = await OpenAsync(store);
        office.Host.People.Account("bo.second", "bo", "support-lead").Person("dara", "support-lead");
        var request = await office.Host.As("amina").RequestAsync("three", "orders/1", 30);
        await office.Host.As("bo").ApproveAsync(request);
        await office.Host.As("chen").ApproveAsync(request);

        Assert.Equal(Reason.AlreadyVoted, await AnswerAsync(() => office.Host.As("bo.second").ApproveAsync(request)));
        Assert.Equal((RequestState.Pending, 2), await ShownAsync(office, request));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task P08_RequesterLosesTheRoleBeforeAStep_StepIsRefusedAndNothingIsStored(string store, string policy, int step)
    {
        await using var office = await OpenAsync(store);
        string[] approvers = ["bo", "olga"];
        var request = step == 0 ? null : await office.Host.As("amina").RequestAsync(policy, "orders/1", 30);
        for (var vote = 1; vote < step; vote++)
        {
            await office.Host.As(approvers[vote - 1]).ApproveAsync(request!);
        }

        office.Host.People.SetRoles("amina", "guest");
        var written = office.Store.Written.Count;
        var refused = await AnswerAsync(() => step == 0
            ? office.Host.As("amina").RequestAsync(policy, "orders/1", 30)
            : office.Host.As(approvers[step - 1]).ApproveAsync(request!));

        Assert.Equal(step == 0 ? Reason.NotEligible : Reason.EligibilityLost, refused);
        Assert.Equal(written, office.Store.Written.Count);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_ApproverLosesTheRoleBetweenStages_IsNobodysApprover(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await office.Host.As("amina").RequestAsync("steps", "orders/1", 30);
        await office.Host.As("bo").ApproveAsync(request);

        office.Host.People.SetRoles("olga", "guest");
        var refused = await AnswerAsync(() => office.Host.As("olga").ApproveAsync(request));

        Assert.Equal(Reason.NotFound, refused);
        Assert.Equal((RequestState.Pending, 1), await ShownAsync(office, request));
    }

    // What the request says, its ticket, makes somebody its approver, and so a party to it.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Approve_WhoDecidesByTheTicket_IsAParty(string store)
    {
        await using var office = await OpenAsync(store);
        var (mine, other) = (await AskAsync("OPS-1"), await AskAsync("CHG-1"));

        Assert.Equal(mine.Id, (await office.Host.As("eve").ReadAsync(mine)).Id);
        Assert.Equal(Reason.NotFound, await AnswerAsync(() => office.Host.As("eve").ReadAsync(other)));
        Assert.Equal(Reason.NotFound, await AnswerAsync(() => office.Host.As("eve").ApproveAsync(other)));
        Assert.Equal(RequestState.Approved, (await office.Host.As("eve").ApproveAsync(mine)).State);

        Task<JitRequest> AskAsync(string ticket) => office.Host.As("amina").RequestAsync(new JitAsk("ticket", Duration.FromMinutes(30))
        {
            Permissions = [Permission.Parse("orders:refund")],
            Resource = Resource.Parse("orders/1"),
            Ticket = ticket,
        });
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P11_DenyAfterOwnApproval_IsATypedErrorAndTheApprovalStands(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await office.Host.As("amina").RequestAsync("two", "orders/1", 30);
        await office.Host.As("bo").ApproveAsync(request);

        await RefusesAsync(office, Reason.AlreadyVoted, () => office.Host.As("bo").DenyAsync(request));

        Assert.Equal((RequestState.Pending, 1), await ShownAsync(office, request));
        Assert.Equal(RequestState.Approved, (await office.Host.As("chen").ApproveAsync(request)).State);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P11_DenyAfterAnothersApproval_Denies(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await office.Host.As("amina").RequestAsync("two", "orders/1", 30);
        await office.Host.As("bo").ApproveAsync(request);

        Assert.Equal(RequestState.Denied, (await office.Host.As("chen").DenyAsync(request)).State);

        office.Host.People.Person("dara", "support-lead");
        await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As("dara").ApproveAsync(request));
        await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As("bo").ApproveAsync(request));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.NoGrant);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P11_AnythingAfterTheLastApproval_IsATypedErrorAndOnlyRevokingEndsTheGrant(string store)
    {
        await using var office = await OpenAsync(store);
        office.Host.People.Person("dara", "support-lead");
        var request = await office.Host.As("amina").RequestAsync("two", "orders/1", 30);
        await office.Host.As("bo").ApproveAsync(request);
        await office.Host.As("chen").ApproveAsync(request);

        foreach (var voter in (string[])["bo", "chen", "dara", "amina"])
        {
            await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As(voter).DenyAsync(request));
            await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As(voter).ApproveAsync(request));
        }

        await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As("amina").WithdrawAsync(request));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");

        await office.Host.As("bo").RevokeAsync(request, "it should not be");
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
        await RefusesAsync(office, Reason.RequestSettled, () => office.Host.As("chen").DenyAsync(request));
    }

    private static JitPolicyBuilder Policy(string name) =>
        JitPolicy.Create(name).Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1));

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.AddPolicies(Policies));

    private static async Task<(RequestState State, int Approvals)> ShownAsync(Office office, JitRequest request)
    {
        var shown = await office.Host.As("amina").ReadAsync(request);
        return (shown.State, shown.Stages[0].Approvals);
    }

    private static async Task RefusesAsync(Office office, Reason reason, Func<Task> act)
    {
        var written = office.Store.Written.Count;
        Assert.Equal(reason, await AnswerAsync(act));
        Assert.Equal(written, office.Store.Written.Count);
    }

    private static async Task<Reason?> AnswerAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (JitRejectedException rejected)
        {
            return rejected.Reason;
        }
    }
}
