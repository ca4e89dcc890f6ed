using JitAccess.Testing;
using JitAccess.Tests.Facts;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Those who are away let others decide what waits for them: for a while, never on what those asked for, never onward, never in a circle.</summary>
public sealed class DelegationTests
{
    private static readonly Duration Hour = Duration.FromHours(1);

    [Fact]
    public async Task Delegate_StageOfTheOneWhoIsAway_IsTheOthersToDecide()
    {
        await using var host = await Desk.StartAsync();
        var request = await AskAsync(host);
        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").ApproveAsync(request)));
        Assert.Empty(await WaitingForAsync(host, "olga"));

        var made = await DelegateAsync(host, "bo", "olga");

        Assert.Equal([request.Id], await WaitingForAsync(host, "olga"));
        Assert.Equal(request.Id, (await host.As("olga").ReadAsync(request)).Id);
        var approved = await host.As("olga").ApproveAsync(request, "bo is away");
        Assert.Equal(RequestState.Approved, approved.State);
        var vote = Assert.Single(approved.Stages[0].Votes);
        Assert.Equal((Of(host, "olga"), Of(host, "bo")), (vote.Voter, vote.OnBehalfOf));
        Assert.Equal([made.Id], (await ListAsync(host, "olga")).Select(item => item.Id));
    }

    [Fact]
    public async Task Delegate_OwnRight_IsVotedByFirst()
    {
        await using var host = await Desk.StartAsync();
        await DelegateAsync(host, "bo", "chen");

        var vote = Assert.Single((await host.As("chen").ApproveAsync(await AskAsync(host))).Stages[0].Votes);

        Assert.Equal((Of(host, "chen"), null), (vote.Voter, vote.OnBehalfOf));
    }

    // P05: nobody decides on a request of their own, through whichever delegate.
    [Theory]
    [InlineData("amina", "amina asked")]
    [InlineData("bo", "bo is away, and asked")]
    public async Task P05_Vote_OfADelegateOnARequestOfEither_IsRefused(string requester, string why)
    {
        Assert.NotEmpty(why);
        await using var host = await Desk.StartAsync();
        host.People.SetRoles("bo", "support", "support-lead");
        await DelegateAsync(host, "bo", "amina");
        var request = await AskAsync(host, requester);

        Assert.Equal(Reason.SelfApproval, await RefusalAsync(() => host.As("amina").ApproveAsync(request)));
        Assert.DoesNotContain(request.Id, requester == "amina" ? [] : await WaitingForAsync(host, "amina"));
        Assert.Equal(RequestState.Pending, (await host.As("chen").ReadAsync(request)).State);
    }

    // P04: a vote for somebody is theirs too, so neither adds another.
    [Fact]
    public async Task P04_Vote_OfADelegate_CountsForBoth()
    {
        await using var host = await StartTwoAsync();
        await DelegateAsync(host, "bo", "olga");
        var request = await host.As("amina").RequestAsync("two-leads", "orders/1", 5);
        await host.As("olga").ApproveAsync(request);

        Assert.Equal(Reason.AlreadyVoted, await RefusalAsync(() => host.As("bo").ApproveAsync(request)));
        Assert.Equal(Reason.AlreadyVoted, await RefusalAsync(() => host.As("olga").ApproveAsync(request)));
        Assert.Equal(RequestState.Approved, (await host.As("chen").ApproveAsync(request)).State);
    }

    [Fact]
    public async Task P04_Vote_AfterTheOneWhoIsAwayVoted_IsRefused()
    {
        await using var host = await StartTwoAsync();
        await DelegateAsync(host, "bo", "olga");
        var request = await host.As("amina").RequestAsync("two-leads", "orders/1", 5);
        await host.As("bo").ApproveAsync(request);

        Assert.Equal(Reason.AlreadyVoted, await RefusalAsync(() => host.As("olga").ApproveAsync(request)));
    }

    [Fact]
    public async Task Vote_OnWhatAThirdPassedOn_IsRefused()
    {
        await using var host = await Desk.StartAsync();
        await DelegateAsync(host, "bo", "olga");
        await DelegateAsync(host, "olga", "eve");
        var request = await AskAsync(host);

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("eve").ApproveAsync(request)));
        await host.As("olga").ApproveAsync(request);
    }

    [Fact]
    public async Task Vote_BeforeAndAfterItsTime_IsRefusedOnTheTick()
    {
        await using var host = await Desk.StartAsync();
        var (from, until) = (host.Time.Now + Hour, host.Time.Now + (2 * Hour));
        await Delegations(host).DelegateAsync(host.As("bo").Caller, new JitDelegationAsk(Of(host, "olga"), until) { From = from });
        var request = await AskAsync(host);

        await host.AdvanceAsync(Hour - Duration.FromMilliseconds(1));
        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").DenyAsync(request)));
        await host.AdvanceAsync(Duration.FromMilliseconds(1));
        Assert.Equal(request.Id, (await host.As("olga").ReadAsync(request)).Id);
        await host.AdvanceAsync(Hour);
        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").DenyAsync(request)));
        Assert.Empty(await ListAsync(host, "bo"));
    }

    [Theory]
    [InlineData("bo")]
    [InlineData("olga")]
    [InlineData("sam")] // may revoke
    public async Task End_ByWhoIsInItOrMayRevoke_EndsItAtOnce(string by)
    {
        await using var host = await Desk.StartAsync();
        host.People.Person("sam", "on-call");
        var made = await DelegateAsync(host, "bo", "olga");
        var request = await AskAsync(host);
        Assert.Equal(Reason.NotFound, await RefusalAsync(() => Delegations(host).EndAsync(host.As("chen").Caller, made.Id).AsTask()));

        await Delegations(host).EndAsync(host.As(by).Caller, made.Id);

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").ApproveAsync(request)));
        Assert.Equal(Reason.NotFound, await RefusalAsync(() => Delegations(host).EndAsync(host.As(by).Caller, made.Id).AsTask()));
    }

    [Fact]
    public async Task Delegate_ForSomePolicies_IsForThoseAlone()
    {
        await using var host = await Desk.StartAsync();
        await Delegations(host).DelegateAsync(
            host.As("bo").Caller, new JitDelegationAsk(Of(host, "olga"), host.Time.Now + Hour) { Policies = ["delete-customer"], Justification = "on holiday" });
        var refund = await AskAsync(host);
        var delete = await host.As("amina").RequestAsync("delete-customer", "customers/1", 5);

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").ApproveAsync(refund)));
        Assert.Equal(RequestState.Approved, (await host.As("olga").ApproveAsync(delete)).State);
        Assert.Equal("on holiday", Assert.Single(await ListAsync(host, "bo")).Justification);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("disabled")]
    [InlineData("gone")]
    public async Task P08_WhoIsAwayLosesTheRight_NobodyHasItForThem(string how)
    {
        await using var host = await Desk.StartAsync();
        await DelegateAsync(host, "bo", "olga");
        var request = await AskAsync(host);
        _ = how switch
        {
            "role" => host.People.SetRoles("bo"),
            "disabled" => host.People.Disable("bo"),
            _ => host.People.Remove("bo"),
        };
        await host.AdvanceAsync(Duration.FromMinutes(1)); // the directory's answers are kept for a moment

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => host.As("olga").ApproveAsync(request)));
    }

    [Fact]
    public async Task Delegate_ToOneself_IsRefusedThroughWhicheverAccount()
    {
        await using var host = await Desk.StartAsync();
        host.People.Account("bo-admin", of: "bo", "on-call");

        Assert.Equal(Reason.DelegationToSelf, await RefusalAsync(() => DelegateAsync(host, "bo", "bo")));
        Assert.Equal(Reason.DelegationToSelf, await RefusalAsync(() => DelegateAsync(host, "bo", "bo-admin")));
        Assert.Empty(await ListAsync(host, "bo"));
    }

    [Fact]
    public async Task Delegate_InACircle_IsRefusedHoweverLong()
    {
        await using var host = await Desk.StartAsync();
        await DelegateAsync(host, "bo", "chen");
        Assert.Equal(Reason.DelegationCircle, await RefusalAsync(() => DelegateAsync(host, "chen", "bo")));
        await DelegateAsync(host, "chen", "olga");
        await DelegateAsync(host, "olga", "eve");
        Assert.Equal(Reason.DelegationCircle, await RefusalAsync(() => DelegateAsync(host, "eve", "bo")));

        // Not at the same time, it is no circle.
        var later = host.Time.Now + (9 * Hour);
        await Delegations(host).DelegateAsync(host.As("eve").Caller, new JitDelegationAsk(Of(host, "bo"), later + Hour) { From = later });
    }

    [Fact]
    public async Task Delegate_TwoInACircleAtOnce_OneIsRefused()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var host = await Desk.StartAsync();
            var made = await Task.WhenAll(new[] { ("bo", "chen"), ("chen", "bo") }.Select(pair => Task.Run(async () =>
            {
                try
                {
                    await DelegateAsync(host, pair.Item1, pair.Item2);
                    return true;
                }
                catch (JitRejectedException rejected) when (rejected.Reason == Reason.DelegationCircle)
                {
                    return false;
                }
            })));
            Assert.Single(made, true);
        }
    }

    [Theory]
    [InlineData(-1, 60, "from")]
    [InlineData(0, 0, "until")]
    [InlineData(60, 59, "until")]
    [InlineData(0, (30 * 24 * 60) + 1, "until")]
    [InlineData((30 * 24 * 60) + 1, 60 * 24 * 60, "from")]
    public async Task Delegate_TimeThatIsNone_IsRefusedWithTheLimit(int from, int until, string member)
    {
        await using var host = await Desk.StartAsync();
        var ask = new JitDelegationAsk(Of(host, "olga"), host.Time.Now + Duration.FromMinutes(until)) { From = from == 0 ? null : host.Time.Now + Duration.FromMinutes(from) };

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(async () => await Delegations(host).DelegateAsync(host.As("bo").Caller, ask));

        Assert.Equal((Reason.DelegationTimeInvalid, member), (rejected.Reason, rejected.Explanation.Findings[0].Member));
        Assert.NotNull(rejected.Explanation.Findings[0].Limit);
        Assert.Empty(await ListAsync(host, "bo"));
    }

    // P32: nobody delegates to a group.
    [Theory]
    [InlineData("group", "subject-is-group")]
    [InlineData("disabled", "subject-inactive")]
    [InlineData("workload", "value-invalid")]
    [InlineData("tenant", "value-invalid")]
    public async Task P32_Delegate_ToWhoeverCannotDecide_IsRefused(string to, string reason)
    {
        await using var host = await Desk.StartAsync();
        host.People
            .Add("group", new DirectoryEntry(Subject.Human(TestPeople.Issuer, "group")) { IsGroup = true })
            .Person("disabled").Disable("disabled")
            .Workload("workload");
        var subject = to == "tenant" ? Subject.Human(TestPeople.Issuer, "olga", Tenant.Of("north")) : Of(host, to);

        Assert.Equal(reason, (await RefusalAsync(async () => await Delegations(host).DelegateAsync(
            host.As("bo").Caller, new JitDelegationAsk(subject, host.Time.Now + Hour)))).Code);
    }

    // P05: a right that somebody bounds is passed on to nobody who could use it without them.
    [Theory]
    [InlineData("bot", "amina", "not-approver")]
    [InlineData("chen", "amina", "not-approver")]
    [InlineData("chen", "bot", null)] // a tool that a human works through
    public async Task P05_Delegate_ByWhoeverActsForSomebody_IsRefused(string by, string actsFor, string? reason)
    {
        await using var host = await Desk.StartAsync();
        host.People.Workload("bot", "support-lead");
        var caller = host.As(by).Caller with { ActsFor = [Of(host, actsFor)] };
        var request = await AskAsync(host);

        var refused = await Record.ExceptionAsync(() => Delegations(host).DelegateAsync(caller, new JitDelegationAsk(Of(host, "olga"), host.Time.Now + Hour)).AsTask());

        Assert.Equal(reason, (refused as JitRejectedException)?.Reason.Code);
        Assert.Equal(reason is null ? [request.Id] : [], await WaitingForAsync(host, "olga"));
    }

    // The device is that of whoever is there, as the sign-in is.
    [Theory]
    [InlineData("olga", true)]
    [InlineData("bo", false)]
    public async Task Vote_OfADelegate_IsJudgedByTheirOwnDevice(string whoseIsCompliant, bool isWeighed)
    {
        await using var host = await Desk.StartAsync(jit => jit
            .AddPolicies(JitPolicySet.Create("managed", version: 1, JitPolicy.Create("managed").Grants("orders:managed").On("orders/*").Eligible(Has.Role("support")).UpTo(Hour)
                .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead") & Device.Is("compliant", "yes"))).Build()))
            .Services.AddSingleton<IFactSource>(new StubSource("devices", (query, _) => ValueTask.FromResult<IReadOnlyList<Fact>>(
                [StubSource.Says(FactNames.Device("compliant"), query.Subject.Id == whoseIsCompliant ? "yes" : "no")]))));
        var request = await host.As("amina").RequestAsync("managed", "orders/1", 5);
        await DelegateAsync(host, "bo", "olga");

        var refused = await Record.ExceptionAsync(() => host.As("olga").ApproveAsync(request));

        Assert.Equal(isWeighed ? null : "not-found", (refused as JitRejectedException)?.Reason.Code);
    }

    // P30: whether another tenant's account is disabled is not told.
    [Fact]
    public async Task P30_Delegate_ToADisabledAccountOfAnotherTenant_SaysNothingOfIt()
    {
        await using var host = await Desk.StartAsync();
        var stranger = Subject.Human(TestPeople.Issuer, "olga", Tenant.Of("north"));
        host.People.Add("stranger", new DirectoryEntry(stranger) { IsActive = false });

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(async () =>
            await Delegations(host).DelegateAsync(host.As("bo").Caller, new JitDelegationAsk(stranger, host.Time.Now + Hour)));

        Assert.Equal([Reason.ValueInvalid], rejected.Explanation.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public async Task Delegate_TooMany_IsRefused()
    {
        await using var host = await Desk.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            await DelegateAsync(host, "bo", "olga");
        }

        Assert.Equal(Reason.TooManyDelegations, await RefusalAsync(() => DelegateAsync(host, "bo", "eve")));
        await DelegateAsync(host, "chen", "olga"); // the many of one take nobody else's place
        await host.AdvanceAsync(9 * Hour);
        await DelegateAsync(host, "bo", "eve");
    }

    [Fact]
    public async Task Delegate_ToWhoeverStandsInForTwentyPeople_IsRefused()
    {
        await using var host = await Desk.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            host.People.Person($"lead-{number}", "support-lead");
            await DelegateAsync(host, $"lead-{number}", "olga");
        }

        await DelegateAsync(host, "lead-0", "olga");
        Assert.Equal(Reason.TooManyDelegations, await RefusalAsync(() => DelegateAsync(host, "chen", "olga")));
    }

    // Others are told of each, and it stands in the journal for ever.
    [Fact]
    public async Task Delegate_MadeAndEndedAgainAndAgain_IsLimitedAsRequestsAre()
    {
        await using var host = await Desk.StartAsync(jit => jit.Configure(options => options.Limits.AcceptedRequestsPerHour = 3));
        for (var number = 0; number < 3; number++)
        {
            await Delegations(host).EndAsync(host.As("eve").Caller, (await DelegateAsync(host, "eve", "olga")).Id);
        }

        Assert.Equal(Reason.TooManyRequests, await RefusalAsync(() => DelegateAsync(host, "eve", "olga")));
        await DelegateAsync(host, "bo", "olga");
        await host.AdvanceAsync(Hour);
        await DelegateAsync(host, "eve", "olga");
    }

    [Theory]
    [InlineData("names")]
    [InlineData("none")]
    [InlineData("text")]
    public async Task Delegate_MalformedAsk_IsRefusedWithTheMember(string what)
    {
        await using var host = await Desk.StartAsync();
        var ask = new JitDelegationAsk(Of(host, "olga"), host.Time.Now + Hour);
        ask = what switch
        {
            "names" => ask with { Policies = ["Refund Order"] },
            "none" => ask with { Policies = [] },
            _ => ask with { Justification = "on\u202eholiday" },
        };

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(async () => await Delegations(host).DelegateAsync(host.As("bo").Caller, ask));

        Assert.Equal(what == "text" ? "justification" : "policies", rejected.Explanation.Findings[0].Member);
    }

    // P30: another tenant's delegation is not there.
    [Fact]
    public async Task P30_Delegation_OfAnotherTenant_IsNotThere()
    {
        await using var host = await Desk.StartAsync();
        var made = await DelegateAsync(host, "bo", "olga");
        var stranger = new Caller(Subject.Human(TestPeople.Issuer, "olga", Tenant.Of("north")));

        Assert.Equal(Reason.NotFound, await RefusalAsync(() => Delegations(host).EndAsync(stranger, made.Id).AsTask()));
        Assert.Empty(await Delegations(host).ListAsync(stranger));
    }

    [Fact]
    public async Task Delegate_ManagerIsAway_TheOtherDecidesAsTheManager()
    {
        await using var host = await Desk.StartAsync();
        await Desk.PublishAsync(host, JitPolicySet.Create("managed", 1, JitPolicy.Create("managed").Grants("orders:managed").On("orders/*")
            .Eligible(Has.Role("support")).UpTo(Hour).Stage("manager", stage => stage.ApprovedBy(Related.ManagerOfRequester)).Build()));
        host.People.SetManagers("amina", "chen");
        var request = await host.As("amina").RequestAsync("managed", "orders/1", 5);
        await DelegateAsync(host, "chen", "olga");

        Assert.Contains(request.Id, await WaitingForAsync(host, "olga"));
        Assert.Equal(RequestState.Approved, (await host.As("olga").ApproveAsync(request)).State);
    }

    private static IJitDelegations Delegations(JitTestHost host) => host.Services.GetRequiredService<IJitDelegations>();

    private static Subject Of(JitTestHost host, string name) => host.People.SubjectOf(name);

    private static async Task<JitDelegation> DelegateAsync(JitTestHost host, string by, string to) =>
        await Delegations(host).DelegateAsync(host.As(by).Caller, new JitDelegationAsk(Of(host, to), host.Time.Now + (8 * Hour)));

    private static Task<JitRequest> AskAsync(JitTestHost host, string by = "amina") => host.As(by).RequestAsync("refund-order", "orders/1", 30, Desk.Why);

    private static async Task<IReadOnlyList<JitDelegation>> ListAsync(JitTestHost host, string name) => await Delegations(host).ListAsync(host.As(name).Caller);

    private static async Task<IEnumerable<string>> WaitingForAsync(JitTestHost host, string name) =>
        (await host.Services.GetRequiredService<IJitRequests>().ListAsync(host.As(name).Caller, new JitPageRequest())).Items.Select(request => request.Id);

    private static async Task<Reason> RefusalAsync(Func<Task> command) => (await Assert.ThrowsAsync<JitRejectedException>(command)).Reason;

    private static Task<JitTestHost> StartTwoAsync() => Desk.StartAsync(jit => jit.AddPolicies(JitPolicySet.Create("two", version: 1, JitPolicy.Create("two-leads")
        .Grants("orders:two").On("orders/*").Eligible(Has.Role("support")).UpTo(Hour)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2)).Build())));
}
