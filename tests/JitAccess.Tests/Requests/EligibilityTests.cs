using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>Eligibility is asked for again at every step, of the policy as it was and as it is.</summary>
public sealed class EligibilityTests
{
    private static readonly JitPolicy TwoStages = JitPolicy.Create("delete")
        .Grants("customers:delete").On("customers/*")
        .Eligible(Has.Role("support") & Has.Attribute("site", "paris"))
        .UpTo(Duration.FromHours(1))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2))
        .Stage("privacy", stage => stage.ApprovedBy(Has.Role("officer")))
        .Build();

    /// <summary>What can happen to a requester between two steps.</summary>
    public static TheoryData<string, int> Losses
    {
        get
        {
            var losses = new TheoryData<string, int>();
            foreach (var loss in (string[])["role", "attribute", "disabled", "directory"])
            {
                for (var votes = 0; votes < 3; votes++)
                {
                    losses.Add(loss, votes);
                }
            }

            return losses;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task P08_RequesterLosesEligibilityAfterSomeVotes_NextVoteIsRefused(string loss, int votes)
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);
        string[] approvers = ["bo", "chen", "dara"];
        foreach (var approver in approvers[..votes])
        {
            await host.As(approver).ApproveAsync(request);
        }

        Lose(host.People, loss, isLost: true);
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As(approvers[votes]).ApproveAsync(request));
        Lose(host.People, loss, isLost: false);

        var expected = loss switch
        {
            "directory" => Reason.NotFound,
            "disabled" => Reason.SubjectInactive,
            _ => Reason.EligibilityLost,
        };
        Assert.Equal(expected, refused.Reason);
        Assert.Equal(RequestState.Pending, (await host.As("amina").ReadAsync(request)).State);
        Assert.Equal(votes, (await host.As("amina").ReadAsync(request)).Stages.Sum(stage => stage.Votes.Length));
        host.Should("amina").Deny("customers:delete", "customers/1", Reason.NoGrant);

        foreach (var approver in approvers[votes..])
        {
            await host.As(approver).ApproveAsync(request);
        }

        host.Should("amina").Allow("customers:delete", "customers/1");
    }

    [Fact]
    public async Task P08_ApproverLosesTheRole_CannotVoteAndSeesNothing()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);

        host.People.SetRoles("bo");
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.NotFound, refused.Reason);
    }

    [Fact]
    public async Task P08_ClaimsGrowOldBetweenVotes_NextVoteIsRefused()
    {
        await using var host = await JitTestHost.StartAsync(
            JitPolicySet.Create("desk", 1, JitPolicy.Create("refund").Grants("orders:refund").Eligible(Has.Role("support")).UpTo(Duration.FromHours(12))
                .ClaimsGoodFor(Duration.FromHours(2)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build()),
            people => people.Person("bo", "lead").Person("chen", "lead"));
        var visitor = host.As(new Caller(Subject.Human("elsewhere", "visitor"))
        {
            Presented = FactSet.Empty.With([new Fact(FactNames.Role, ["support"], "claims", Instant.FromDateTimeOffset(host.Time.GetUtcNow()))]),
        });
        var request = await visitor.RequestAsync("refund", null, 12 * 60);

        await host.AdvanceAsync(Duration.FromHours(2) - Duration.FromMilliseconds(1));
        await host.As("bo").ApproveAsync(request);
        await host.AdvanceAsync(Duration.FromMilliseconds(1));
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("chen").ApproveAsync(request));

        Assert.Equal(Reason.FactsStale, refused.Reason);
    }

    [Fact]
    public async Task P09_PolicyGoneAndBackWithWeakerRules_RequestKeepsTheStricter()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);
        await host.As("bo").ApproveAsync(request);

        await PublishAsync(host, 2, JitPolicy.Create("other").Grants("customers:read").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build());
        var gone = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("chen").ApproveAsync(request));
        await PublishAsync(host, 3, JitPolicy.Create("delete").Grants("customers:delete").On("*").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(500))
            .Stage("lead", stage => stage.ApprovedBy(Everyone.SignedIn)).Build());

        Assert.Equal(Reason.PolicyGone, gone.Reason);
        Assert.Equal(RequestState.Pending, (await host.As("chen").ApproveAsync(request)).State);

        // The stage demands something else than when bo voted, so it wants to be asked again; and neither one lead nor an officer fills it.
        Assert.Equal(Reason.NotApprover, (await Assert.ThrowsAsync<JitRejectedException>(() => host.As("dara").ApproveAsync(request))).Reason);
        Assert.Equal(RequestState.Pending, (await host.As("bo").ApproveAsync(request)).State);
        Assert.Equal(Reason.NotFound, (await Assert.ThrowsAsync<JitRejectedException>(() => host.As("eli").ApproveAsync(request))).Reason);
        var approved = await host.As("dara").ApproveAsync(request);
        Assert.Equal(1, approved.PolicyVersion);
        Assert.Equal([Resource.Parse("customers/1")], approved.Scopes.Select(scope => scope.Resource));
    }

    [Fact]
    public async Task P09_PolicyNarrowedMeanwhile_WhatItNoLongerCoversIsNotApproved()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);

        await PublishAsync(host, 2, JitPolicy.Create("delete").Grants("customers:delete").On("customers/2").Eligible(Has.Role("support")).UpTo(Duration.FromMinutes(10))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build());
        await host.As("bo").ApproveAsync(request);
        await host.As("chen").ApproveAsync(request);
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("dara").ApproveAsync(request));

        Assert.Equal([Reason.ResourceNotCovered, Reason.DurationTooLong], refused.Explanation.Findings.Select(finding => finding.Reason));
        host.Should("amina").Deny("customers:delete", "customers/1", Reason.NoGrant);
    }

    [Theory]
    [InlineData(null, "justification-missing", "0")]
    [InlineData("  e\u0301e\u0301 urgent  ", "justification-too-short", "9")]
    public async Task P09_PolicyDemandsMoreWordsMeanwhile_IsNotApproved(string? justification, string reason, string counted)
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30, justification);

        await PublishAsync(host, 2, JitPolicy.Create("delete").Grants("customers:delete").On("customers/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .RequiresJustification(10).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build());
        await host.As("bo").ApproveAsync(request);
        await host.As("chen").ApproveAsync(request);
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("dara").ApproveAsync(request));

        var finding = Assert.Single(refused.Explanation.Findings);
        Assert.Equal((reason, "justification", counted, "10"), (finding.Reason.Code, finding.Member, finding.Value, finding.Limit));
        Assert.Equal("Let the requester ask again, and say in at least 10 characters why it is needed.", finding.Fix);
        host.Should("amina").Deny("customers:delete", "customers/1", Reason.NoGrant);
    }

    [Fact]
    public async Task P09_PolicyDemandsLongerWorkMeanwhile_NarrowingBelowItIsNotApproved()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);

        await PublishAsync(host, 2, JitPolicy.Create("delete").Grants("customers:delete").On("customers/*").Eligible(Has.Role("support"))
            .AtLeast(Duration.FromMinutes(20)).UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build());
        var narrowed = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").VoteAsync(
            request, new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(19) }));
        await host.As("bo").VoteAsync(request, new JitVote(VoteDecision.Approve) { NarrowToDuration = Duration.FromMinutes(20) });
        await PublishAsync(host, 3, JitPolicy.Create("delete").Grants("customers:delete").On("customers/*").Eligible(Has.Role("support"))
            .AtLeast(Duration.FromMinutes(21)).UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build());
        await host.As("chen").ApproveAsync(request);
        var late = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("dara").ApproveAsync(request));

        Assert.Equal((Reason.DurationTooShort, "narrowTo.duration", "PT20M"), Told(narrowed));
        Assert.Equal((Reason.DurationTooShort, "duration", "PT21M"), Told(late));

        static (Reason, string?, string?) Told(JitRejectedException refused) =>
            (refused.Reason, refused.Explanation.Findings.Single().Member, refused.Explanation.Findings.Single().Limit);
    }

    [Fact]
    public async Task P02_UnrelatedPolicyThatAllowsMore_WidensNothing()
    {
        var sandbox = JitPolicy.Create("sandbox").Grants("customers:delete").On("sandbox/*").Eligible(Has.Role("support")).UpTo(Duration.FromDays(333))
            .Stage("all", stage => stage.ApprovedBy(Everyone.SignedIn)).Build();
        await using var host = await StartAsync(sandbox);
        var toy = await host.As("amina").RequestAsync("sandbox", "sandbox/1", 60 * 8000 / 24);
        await host.As("eli").ApproveAsync(toy);

        var tooLong = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("delete", "customers/1", 61));
        var elsewhere = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("sandbox", "customers/1", 30));
        var request = await host.As("amina").RequestAsync("delete", "customers/1", 30);
        var approver = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("eli").ApproveAsync(request));

        Assert.Equal(Reason.DurationTooLong, tooLong.Reason);
        Assert.Equal("PT1H", tooLong.Explanation.Findings[0].Limit);
        Assert.Equal(Reason.ResourceNotCovered, elsewhere.Reason);
        Assert.Equal(Reason.NotFound, approver.Reason);
        host.Should("amina").Allow("customers:delete", "sandbox/1").And.Deny("customers:delete", "customers/1", Reason.OutOfScope);
    }

    private static void Lose(TestPeople people, string what, bool isLost)
    {
        switch (what)
        {
            case "role":
                people.SetRoles("amina", isLost ? [] : ["support"]);
                break;
            case "attribute":
                people.SetAttribute("amina", "site", isLost ? "rome" : "paris");
                break;
            case "disabled":
                _ = isLost ? people.Disable("amina") : people.Enable("amina");
                break;
            default:
                people.IsAway = isLost;
                break;
        }
    }

    private static Task<JitTestHost> StartAsync(params JitPolicy[] others) => JitTestHost.StartAsync(
        jit => jit.AddPolicies(JitPolicySet.Create("desk", 1, [TwoStages, .. others])).AddPolicies(Desk.Publishing)
            .Configure(options => options.Administration.MayPublish = Has.Role("operator")),
        people => people.Person("amina", "support").SetAttribute("amina", "site", "paris")
            .Person("bo", "lead").Person("chen", "lead").Person("dara", "officer").Person("eli").Person("olga", "operator"));

    private static async Task PublishAsync(JitTestHost host, int version, JitPolicy policy) =>
        await Desk.PublishAsync(host, JitPolicySet.Create("desk", version, policy));
}
