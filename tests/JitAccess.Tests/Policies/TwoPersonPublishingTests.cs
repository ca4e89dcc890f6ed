using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>Where two people publish, a person publishes the very content that another person approved, and nothing else.</summary>
public sealed class TwoPersonPublishingTests
{
    private static readonly JitPolicySet Next = SetOf(2, Duration.FromHours(1));

    private static readonly JitPolicySet Rules = JitPolicySet.Create(
        "publishing",
        1,
        JitPolicy.Create("publish-policies").Grants(JitPermissions.Publish).On("policies/*").Eligible(Has.Role("owner"))
            .UpTo(Duration.FromHours(1)).Stage("second-owner", stage => stage.ApprovedBy(Has.Role("owner"))).Build(),
        JitPolicy.Create("publish-at-once").Grants(JitPermissions.Publish).On("policies/desk/*").Eligible(Has.Role("owner"))
            .UpTo(Duration.FromHours(1)).AutoApproved().Build(),
        JitPolicy.Create("publish-by-robot").Grants(JitPermissions.Publish).On("policies/*").Eligible(Has.Role("owner"))
            .UpTo(Duration.FromHours(1)).Stage("robot", stage => stage.ApprovedBy(Has.Role("robot"))).Build(),
        JitPolicy.Create("publish-once").Grants(JitPermissions.Publish).On("policies/*").Eligible(Has.Role("owner"))
            .UpTo(Duration.FromHours(1)).SingleUse().BeginsAtFirstUse().Stage("second-owner", stage => stage.ApprovedBy(Has.Role("owner"))).Build(),
        JitPolicy.Create("publish-in-an-emergency").Grants(JitPermissions.Publish).On("policies/desk/*").Eligible(Has.Role("owner"))
            .UpTo(Duration.FromMinutes(15)).RequiresJustification().BreakGlass(glass => glass.ReviewedBy(Has.Role("owner"))).Build());

    private static string Content => JitPermissions.PublishingOf(Next).ToString();

    [Theory]
    [InlineData("publish-policies")]
    [InlineData("publish-once")]
    public async Task PublishAsync_ContentThatAnotherPersonApproved_IsPublished(string policy)
    {
        await using var host = await StartAsync();
        await host.As("bo").ApproveAsync(await host.As("olga").RequestAsync(policy, Content, 30));

        await PublishAsync(host, Next);

        Assert.Equal(2, await VersionAsync(host));
    }

    // A wildcard grant beside it is passed over, and keeps the use of its own.
    [Fact]
    public async Task PublishAsync_WildcardBesideTheExactGrant_TakesTheExactOne()
    {
        await using var host = await StartAsync();
        await host.As("olga").RequestAsync("publish-at-once", null, 30);
        await host.As("bo").ApproveAsync(await host.As("olga").RequestAsync("publish-once", Content, 30));

        await PublishAsync(host, Next);

        Assert.Equal(2, await VersionAsync(host));
        Assert.Equal(Reason.ContentNotApproved, (await RefusedAsync(host, SetOf(3, Duration.FromHours(1)))).Reason);
    }

    [Theory]
    [InlineData("nothing", "content-not-approved")]
    [InlineData("wildcard", "content-not-approved")]
    [InlineData("the set", "content-not-approved")]
    [InlineData("other content", "content-not-approved")]
    [InlineData("ended", "content-not-approved")]
    [InlineData("automatic", "second-person-missing")]
    [InlineData("own account", "second-person-missing")]
    [InlineData("for the approver", "second-person-missing")]
    [InlineData("robot", "content-not-approved")]
    [InlineData("emergency", "second-person-missing")]
    public async Task P05_PublishAsync_AnyOtherWay_IsRefusedAndNamesTheContent(string way, string reason)
    {
        await using var host = await StartAsync();
        var (olga, bo) = (host.As("olga"), host.As("bo"));
        switch (way)
        {
            case "wildcard":
                await bo.ApproveAsync(await olga.RequestAsync("publish-policies", null, 30));
                break;
            case "the set":
                await bo.ApproveAsync(await olga.RequestAsync("publish-policies", "policies/desk", 30));
                break;
            case "other content":
                await bo.ApproveAsync(await olga.RequestAsync("publish-policies", JitPermissions.PublishingOf(SetOf(2, Duration.FromHours(9))).ToString(), 30));
                break;
            case "ended":
                await olga.ReleaseAsync(await bo.ApproveAsync(await olga.RequestAsync("publish-policies", Content, 30)));
                break;
            case "automatic":
                await olga.RequestAsync("publish-at-once", Content, 30);
                break;
            case "own account": // of whom nobody knew it then
                await host.As("helper").ApproveAsync(await olga.RequestAsync("publish-policies", Content, 30));
                host.People.Account("helper", "olga", "owner");
                break;
            case "for the approver": // olga publishes for bo, who approved it
                await bo.ApproveAsync(await olga.RequestAsync("publish-policies", Content, 30));
                break;
            case "robot": // which decides nothing alone
                var asking = await Assert.ThrowsAsync<JitRejectedException>(() => olga.RequestAsync("publish-by-robot", Content, 30));
                Assert.Equal(Reason.NobodyApproves, asking.Reason);
                break;
            case "emergency":
                await host.As(Signed(host)).RequestAsync("publish-in-an-emergency", Content, 10, "it burns");
                break;
        }

        var caller = Signed(host) with { ActsFor = way == "for the approver" ? [host.People.SubjectOf("bo")] : [] };

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.Services.GetRequiredService<IJitPolicies>().PublishAsync(caller, Next).AsTask());

        Assert.Equal((reason, Next.Hash), (refused.Reason.Code, refused.Explanation.Findings[0].Value));
        Assert.Contains(Content, refused.Explanation.Findings[0].Fix, StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync(host));
    }

    [Fact]
    public void RefuseContent_ItCannotBeToldWhoIsWho_IsRefused()
    {
        var caller = new Caller(Subject.Human(TestPeople.Issuer, "olga"));

        var refused = Decider.RefuseContent(caller, null!, null!, Next, new People(System.Collections.Immutable.ImmutableDictionary<Subject, string>.Empty, isIncomplete: true));

        Assert.Equal(Reason.FactSourceFailed, refused!.Reason);
    }

    [Fact]
    public async Task PublishAsync_OutdatedSet_CostsNoUse()
    {
        await using var host = await StartAsync();
        var outdated = SetOf(1, Duration.FromHours(7));
        await host.As("bo").ApproveAsync(await host.As("olga").RequestAsync("publish-once", JitPermissions.PublishingOf(outdated).ToString(), 30));

        Assert.Equal(Reason.PolicySetConflict, (await RefusedAsync(host, outdated)).Reason);
        host.Should("olga").Deny(JitPermissions.Publish, "policies/desk", Reason.OutOfScope);
    }

    [Fact]
    public async Task Start_HostBringsANewerSet_PublishesItAsBefore()
    {
        await using var host = await StartAsync();

        await host.Services.GetRequiredService<PolicyPublisher>().PublishAsync("test", [Next], replacesSameVersion: false, default);

        Assert.Equal(2, await VersionAsync(host));
    }

    private static JitPolicySet SetOf(int version, Duration upTo) => JitPolicySet.Create("desk", version, JitPolicy.Create("refund").Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support")).UpTo(upTo).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build());

    private static Task<JitTestHost> StartAsync() => JitTestHost.StartAsync(
        jit => jit.AddPolicies(SetOf(1, Duration.FromHours(1))).AddPolicies(Rules).Configure(options =>
        {
            options.DirectoryCacheFor = Duration.Zero;
            options.Administration.MayPublish = Has.Role("owner");
            options.Administration.TwoPersonPublishing = true;
        }),
        people => people.Person("olga", "owner").Person("bo", "owner").Person("helper", "owner").Workload("robot", "robot"));

    private static Caller Signed(JitTestHost host) => new(host.People.SubjectOf("olga"))
    {
        Presented = FactSet.Empty.With([new Fact(
            FactNames.AuthenticationTime, [host.Time.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)], FactOrigins.Session, host.Time.Now)]),
    };

    private static Task PublishAsync(JitTestHost host, JitPolicySet set) => host.Services.GetRequiredService<IJitPolicies>().PublishAsync(host.As("olga").Caller, set).AsTask();

    private static Task<JitRejectedException> RefusedAsync(JitTestHost host, JitPolicySet set) => Assert.ThrowsAsync<JitRejectedException>(() => PublishAsync(host, set));

    private static async Task<int> VersionAsync(JitTestHost host) =>
        (await host.Services.GetRequiredService<IJitPolicies>().ListAsync()).Single(set => set.Name == "desk").Version;
}
