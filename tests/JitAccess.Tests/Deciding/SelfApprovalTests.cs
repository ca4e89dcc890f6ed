using System.Collections.Immutable;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>Nobody decides on what is their own, through whichever account, whatever else they may.</summary>
public sealed class SelfApprovalTests
{
    private static readonly JitPolicy Open = JitPolicy.Create("open")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Everyone.SignedIn)
        .UpTo(Duration.FromHours(1))
        .Stage("any", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(1))
        .Build();

    private static readonly JitPolicySet Policies = JitPolicySet.Create("open", 1, Open);

    /// <summary>Every way in which an account can be the requester's: its name, or the one whom it acts for.</summary>
    public static TheoryData<string, string?> OwnAccounts => new()
    {
        { "amina", null },
        { "AMINA", null },
        { "\u0430mina", null }, // Cyrillic
        { "am\u0131na", null }, // dotless i
        { "\uFF41mina", null }, // full width
        { "second", null }, // another account of the same human in the directory
        { "bo", "amina" }, // acts for the requester
        { "bo", "AMINA" },
        { "bo", "second" },
        { "bo", "sponsor" }, // both have the same sponsor
    };

    [Theory]
    [MemberData(nameof(OwnAccounts))]
    public async Task P05_RequestersOwnAccount_CannotDecide(string voter, string? actsFor)
    {
        await using var host = await StartAsync();
        var request = await host.As(Of("amina", "sponsor")).RequestAsync("open", "orders/1", 30);

        foreach (var decision in (VoteDecision[])[VoteDecision.Approve, VoteDecision.Deny])
        {
            var refused = await Assert.ThrowsAsync<JitRejectedException>(
                () => host.As(Of(voter, actsFor)).VoteAsync(request, new JitVote(decision)));
            Assert.Equal(Reason.SelfApproval, refused.Reason);
        }

        Assert.Empty((await host.As("amina").ReadAsync(request)).Stages.Single().Votes);
        Assert.Equal(RequestState.Approved, (await host.As("chen").ApproveAsync(request)).State);
    }

    [Theory]
    [MemberData(nameof(OwnAccounts))]
    public async Task P05_WhoeverRequestsForAnApprover_CannotBeApprovedByThem(string requester, string? actsFor)
    {
        await using var host = await StartAsync();
        var request = await host.As(Of(requester, actsFor)).RequestAsync("open", "orders/1", 30);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As(Of("amina", "sponsor")).ApproveAsync(request));

        Assert.Equal(Reason.SelfApproval, refused.Reason);
    }

    [Fact]
    public async Task P05_RequesterWithEveryRightThereIs_CannotApprove()
    {
        await using var host = await StartAsync(options =>
        {
            options.MayAudit = Everyone.SignedIn;
            options.MayRevoke = Everyone.SignedIn;
            options.MayPublish = Everyone.SignedIn;
        });
        var request = await host.As("amina").RequestAsync("open", "orders/1", 30);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").ApproveAsync(request));

        Assert.Equal(Reason.SelfApproval, refused.Reason);
    }

    [Fact]
    public async Task P05_DirectoryAway_NobodyCanDecide()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("open", "orders/1", 30);

        host.People.IsAway = true;
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("second").ApproveAsync(request));
        host.People.IsAway = false;

        Assert.Equal(Reason.FactSourceFailed, refused.Reason);
        Assert.Equal(RequestState.Pending, (await host.As("amina").ReadAsync(request)).State);
    }

    [Fact]
    public async Task P05_VoterTurnsOutToBeTheRequester_VoteNoLongerCounts()
    {
        var policies = JitPolicySet.Create("two", 1, TwoOf("two"));
        await using var host = await JitTestHost.StartAsync(policies, people => AddPeople(people).Person("late", []));
        var request = await host.As("amina").RequestAsync("two", "orders/1", 30);
        await host.As("late").ApproveAsync(request);

        host.People.Account("late", "amina");
        Assert.Equal(RequestState.Pending, (await host.As("bo").ApproveAsync(request)).State);
        Assert.Equal(RequestState.Approved, (await host.As("chen").ApproveAsync(request)).State);
    }

    [Fact]
    public async Task P04_VotersTurnOutToBeOneHuman_CountOnce()
    {
        var policies = JitPolicySet.Create("two", 1, TwoOf("two", needs: 3));
        await using var host = await JitTestHost.StartAsync(policies, people => AddPeople(people).Person("late", []));
        var request = await host.As("amina").RequestAsync("two", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);
        await host.As("late").ApproveAsync(request);

        host.People.Account("late", "bo");
        Assert.Equal(RequestState.Pending, (await host.As("chen").ApproveAsync(request)).State);
        var approved = await host.As("dara").ApproveAsync(request);

        Assert.Equal(RequestState.Approved, approved.State);
    }

    [Theory]
    [InlineData("bo", null)]
    [InlineData("BO", null)]
    [InlineData("bo.second", null)]
    [InlineData("chen", "bo")]
    public async Task P04_OneHumanThroughSeveralAccounts_VotesOnce(string again, string? actsFor)
    {
        await using var host = await JitTestHost.StartAsync(
            JitPolicySet.Create("two", 1, TwoOf("two")), people => AddPeople(people).Account("bo.second", "bo").Add("BO", Entry("BO")));
        var request = await host.As("amina").RequestAsync("two", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);

        foreach (var decision in (VoteDecision[])[VoteDecision.Approve, VoteDecision.Deny])
        {
            var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As(Of(again, actsFor)).VoteAsync(request, new JitVote(decision)));
            Assert.Equal(Reason.AlreadyVoted, refused.Reason);
        }

        Assert.Equal(RequestState.Approved, (await host.As("chen").ApproveAsync(request)).State);
    }

    // The same human is in two groups of approvers: that is not two approvals.
    [Fact]
    public async Task P04_OneHumanWithBothRoles_IsOneApproval()
    {
        var policy = JitPolicy.Create("roles").Grants("orders:refund").On("orders/*").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")))
            .Stage("officer", stage => stage.ApprovedBy(Has.Role("officer")))
            .Build();
        await using var host = await JitTestHost.StartAsync(
            JitPolicySet.Create("roles", 1, policy), people => people.Person("amina").Person("bo", "lead", "officer").Person("chen", "officer"));
        var request = await host.As("amina").RequestAsync("roles", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.AlreadyVoted, refused.Reason);
        Assert.Equal(["bo", "chen"], await ApproversAsync(host, await host.As("chen").ApproveAsync(request)));
    }

    [Fact]
    public async Task P04_MoreApprovalsThanAreNeeded_Approve()
    {
        var policies = JitPolicySet.Create("two", 1, TwoOf("two", needs: 1));
        await using var host = await JitTestHost.StartAsync(jit => Publishing(jit.AddPolicies(policies)), people => AddPeople(people));
        var request = await host.As("amina").RequestAsync("two", "orders/1", 30);

        // While a second stage was asked for, the first got its quorum; now that it is gone again, one more approval is enough.
        await PublishAsync(host, JitPolicySet.Create("two", 2, TwoOf("two", needs: 1, andThen: Has.Role("board"))));
        await host.As("bo").ApproveAsync(request);
        await PublishAsync(host, JitPolicySet.Create("two", 3, TwoOf("two", needs: 1)));
        var approved = await host.As("chen").ApproveAsync(request);

        Assert.Equal(RequestState.Approved, approved.State);
        Assert.Equal(["bo", "chen"], await ApproversAsync(host, approved));
    }

    private static JitPolicy TwoOf(string name, int needs = 2, Condition? andThen = null)
    {
        var policy = JitPolicy.Create(name).Grants("orders:refund").On("orders/*").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(1))
            .Stage("any", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(needs));
        return (andThen is null ? policy : policy.Stage("then", stage => stage.ApprovedBy(andThen))).Build();
    }

    private static async Task<IEnumerable<string>> ApproversAsync(JitTestHost host, JitRequest request)
    {
        await using var lease = await host.As("amina").UseAsync("orders:refund", "orders/1");
        return lease.GrantId == request.GrantId ? lease.ApprovedBy.Select(approver => approver.Id) : [];
    }

    private static async Task PublishAsync(JitTestHost host, JitPolicySet set) =>
        await Desk.PublishAsync(host, set, by: "dara");

    private static JitAccessBuilder Publishing(JitAccessBuilder jit) =>
        jit.AddPolicies(Desk.Publishing).Configure(options => options.Administration.MayPublish = Has.Subject(Subject.Human(TestPeople.Issuer, "dara")));

    private static Task<JitTestHost> StartAsync(Action<JitAdministration>? administer = null) => JitTestHost.StartAsync(
        jit => jit.AddPolicies(Policies).Configure(options => administer?.Invoke(options.Administration)), people => AddPeople(people));

    private static TestPeople AddPeople(TestPeople people) =>
        people.Person("amina").Person("bo").Person("chen").Person("dara", "operator").Person("sponsor").Account("second", "amina");

    private static DirectoryEntry Entry(string name) => new(Subject.Human(TestPeople.Issuer, name));

    private static Caller Of(string name, string? actsFor) => new(Subject.Human(TestPeople.Issuer, name))
    {
        ActsFor = actsFor is null ? [] : [Subject.Human(TestPeople.Issuer, actsFor)],
    };
}
