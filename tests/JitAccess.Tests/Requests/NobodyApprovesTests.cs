using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>P12: a request that nobody could approve is refused when it is submitted, and leaves nothing behind.</summary>
public sealed class NobodyApprovesTests
{
    private static readonly Duration Hour = Duration.FromHours(1);

    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "approvals",
        version: 1,
        Policy("one").Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build(),
        Policy("two").Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(2)).Build(),
        Policy("both")
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")))
            .Stage("officer", stage => stage.ApprovedBy(Has.Role("officer")))
            .Build(),
        Policy("longer")
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")))
            .Extendable(2 * Hour, extension => extension.Stage("officer", stage => stage.ApprovedBy(Has.Role("officer"))))
            .Build(),
        Policy("anyone").Stage("peer", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(50)).Build());

    [Fact]
    public async Task P12_Submit_NobodyHasTheRole_IsRefusedNamingTheStageAndStoresNothing()
    {
        await using var host = await StartAsync(people => people.Person("bo"));
        var before = await PositionAsync(host);

        var refused = await RefusedAsync(host, "one");

        var finding = Assert.Single(refused.Explanation.Findings);
        Assert.Equal((Reason.NobodyApproves, ReasonKind.OutsidePolicy, "policy", "0", "1"), (finding.Reason, finding.Reason.Kind, finding.Member, finding.Value, finding.Limit));
        Assert.StartsWith("The stage \"lead\" needs 1 of the role lead, and besides you 0 could approve (policy \"one\")", finding.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PositionAsync(host));
        Assert.Empty((await host.Services.GetRequiredService<IJitRequests>().ListAsync(host.As("amina").Caller, new JitPageRequest())).Items);

        host.People.SetRoles("bo", "lead");
        var request = await AskAsync(host, "one");
        Assert.Equal(RequestState.Approved, (await host.As("bo").ApproveAsync(request)).State);
    }

    [Fact]
    public async Task P12_Submit_OnlyTheRequesterCould_IsRefusedThroughWhicheverAccount()
    {
        await using var host = await StartAsync(people => people.SetRoles("amina", "lead").Account("amina.admin", "amina", "lead").Add("AMINA", new DirectoryEntry(Subject.Human(TestPeople.Issuer, "AMINA")) { Roles = ["lead"] }));

        Assert.Equal("0", (await RefusedAsync(host, "one")).Explanation.Findings[0].Value);
        host.People.Person("bo", "lead");
        await AskAsync(host, "one");
    }

    [Fact]
    public async Task P12_Submit_OnlyForWhomTheCallerActsCould_IsRefused()
    {
        await using var host = await StartAsync(people => people.Person("bo", "lead"));
        var requests = host.Services.GetRequiredService<IJitRequests>();
        var amina = host.As("amina").Caller;

        var refused = await Assert.ThrowsAsync<JitRejectedException>(
            () => requests.SubmitAsync(amina with { ActsFor = [host.People.SubjectOf("bo")] }, Ask("one")).AsTask());

        Assert.Equal(Reason.NobodyApproves, refused.Reason);
    }

    [Fact]
    public async Task P12_Submit_AccountsOfOneHuman_CountOnce()
    {
        await using var host = await StartAsync(people => people.Person("bo", "lead").Account("bo.admin", "bo", "lead"));

        Assert.Equal(("1", "2"), ValueAndLimit((await RefusedAsync(host, "two")).Explanation.Findings[0]));
        host.People.Person("chen", "lead");
        await AskAsync(host, "two");
    }

    [Fact]
    public async Task P12_Submit_AccountsThatMayNotActAndGroups_DoNotCount()
    {
        await using var host = await StartAsync(people => people
            .Person("bo", "lead").Person("chen", "lead").Disable("chen")
            .Add("team", new DirectoryEntry(Subject.Human(TestPeople.Issuer, "team")) { Roles = ["lead"], IsGroup = true }));

        Assert.Equal("1", (await RefusedAsync(host, "two")).Explanation.Findings[0].Value);
    }

    [Fact]
    public async Task P12_Submit_OneHumanForTwoStages_IsRefusedNamingTheOneThatIsLeft()
    {
        await using var host = await StartAsync(people => people.Person("bo", "lead", "officer"));

        var finding = Assert.Single((await RefusedAsync(host, "both")).Explanation.Findings);
        Assert.Contains("The stage \"officer\" needs 1 of the role officer, and besides you 1 could approve, who are needed for other stages too", finding.Message, StringComparison.Ordinal);

        // Whichever of the two stages somebody else could take, it can be met.
        host.People.Person("chen", "lead");
        await AskAsync(host, "both");
        host.People.SetRoles("chen", "officer");
        await AskAsync(host, "both");
    }

    [Fact]
    public async Task P12_Submit_SeveralStagesAndOtherFaults_AreNamedAtOnce()
    {
        await using var host = await StartAsync(_ => { });

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync(new JitAsk("both", 100 * Hour)));

        Assert.Equal([Reason.DurationTooLong, Reason.NobodyApproves, Reason.NobodyApproves], refused.Explanation.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public async Task P12_Extend_NobodyCouldApproveMore_IsRefused()
    {
        await using var host = await StartAsync(people => people.Person("bo", "lead"));
        var approved = await host.As("bo").ApproveAsync(await AskAsync(host, "longer"));
        var grant = await host.Services.GetRequiredService<IJitGrants>().GetAsync(host.As("amina").Caller, approved.GrantId!);

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").ExtendAsync(grant, new JitExtension(Hour)));
        Assert.Equal(Reason.NobodyApproves, refused.Reason);
        Assert.Contains("\"officer\"", refused.Explanation.Findings[0].Message, StringComparison.Ordinal);

        host.People.Person("olga", "officer");
        Assert.Equal(RequestState.Pending, (await host.As("amina").ExtendAsync(grant, new JitExtension(Hour))).State);
    }

    [Fact]
    public async Task P12_Submit_WhereItCannotBeTold_GoesOn()
    {
        await using var host = await StartAsync(_ => { });

        Assert.Equal(RequestState.Pending, (await AskAsync(host, "anyone")).State);
        host.People.CanList = false;
        Assert.Equal(RequestState.Pending, (await AskAsync(host, "one")).State);
    }

    // Whoever may not ask learns nothing of who could approve, and costs the directory nothing.
    [Fact]
    public async Task P12_Submit_NotEligible_IsNotTold()
    {
        await using var host = await StartAsync(people => people.Person("eve"));

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("eve").RequestAsync(Ask("one")));

        Assert.Equal([Reason.NotEligible], refused.Explanation.Findings.Select(finding => finding.Reason));
    }

    private static async Task<long> PositionAsync(JitTestHost host)
    {
        await host.SettleAsync();
        return host.Services.GetRequiredService<IJitAccess>().Position;
    }

    private static (string? Value, string? Limit) ValueAndLimit(Finding finding) => (finding.Value, finding.Limit);

    private static JitPolicyBuilder Policy(string name) =>
        JitPolicy.Create(name).Grants("orders:refund").On("orders/*").Eligible(Has.AnyRole("support", "lead")).UpTo(Hour);

    private static JitAsk Ask(string policy) => new(policy, Hour / 2);

    private static Task<JitRequest> AskAsync(JitTestHost host, string policy) => host.As("amina").RequestAsync(Ask(policy));

    private static Task<JitRejectedException> RefusedAsync(JitTestHost host, string policy) => Assert.ThrowsAsync<JitRejectedException>(() => AskAsync(host, policy));

    private static Task<JitTestHost> StartAsync(Action<TestPeople> add) => JitTestHost.StartAsync(Policies, people => add(people.Person("amina", "support")));
}
