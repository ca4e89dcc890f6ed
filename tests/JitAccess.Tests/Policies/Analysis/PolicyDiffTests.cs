using System.Reflection;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What a diff says of each member, in words.</summary>
public sealed class PolicyDiffTests
{
    // What names a policy, and what follows from all of it.
    private static readonly string[] NotCompared = [nameof(JitPolicy.Name), nameof(JitPolicy.Hash)];

    public static TheoryData<string, Func<JitPolicyBuilder, JitPolicyBuilder>> Changes => new()
    {
        { "refund-order: longest duration PT1H -> PT4H (wider)", builder => builder.UpTo(Duration.FromHours(4)) },
        { "refund-order: shortest duration PT1S -> PT5M (narrower)", builder => builder.AtLeast(Duration.FromMinutes(5)) },
        { "refund-order: uses any number -> 1 (narrower)", builder => builder.SingleUse() },
        { "refund-order: every use is written down no -> yes (narrower)", builder => builder.RecordsUse() },
        { "refund-order: characters of a justification at least 10 -> 5 (wider)", builder => builder.RequiresJustification(5) },
        { "refund-order: ticket none -> OPS-[0-9]+ (narrower)", builder => builder.RequiresTicket("OPS-[0-9]+") },
        { "refund-order: claims are good for as long as the application says -> PT2H (narrower)", builder => builder.ClaimsGoodFor(Duration.FromHours(2)) },
        { "refund-order: a request waits for as long as the application says -> PT2H (cannot be told)", builder => builder.PendingFor(Duration.FromHours(2)) },
        { "refund-order: a start may be set ahead by none -> PT168H (wider)", builder => builder.ScheduledUpTo(Duration.FromDays(7)) },
        { "refund-order: a grant begins by approval -> first-use (narrower)", builder => builder.BeginsAtFirstUse() },
        { "refund-order: a grant begins by approval -> claim (narrower)", builder => builder.BeginsWhenClaimed() },
        { "refund-order: the holder is warned before the end by as it is by itself -> PT10M", builder => builder.WarnsBefore(Duration.FromMinutes(10)) },
        { "refund-order: longest duration with extensions none -> PT2H (wider)", builder => builder.Extendable(Duration.FromHours(2), rule => rule.AutoApproved()) },
        { "refund-order: who may ask \"the role support\" -> \"the role support or intern\" (wider)", builder => builder.Eligible(Has.AnyRole("support", "intern")) },
        { "refund-order: who may ask \"the role support\" -> \"the role intern\" (cannot be told)", builder => builder.Eligible(Has.Role("intern")) },
        { "refund-order: who may ask \"the role support\" -> \"(the role support and a risk of at most 3)\" (narrower)", builder => builder.Eligible(Has.Role("support") & Risk.AtMost(3)) },
        { "refund-order: demands \"a risk of at most 30\" (narrower)", builder => builder.When(Risk.AtMost(30)) },
        { "refund-order: with the stage \"second: 1 of the role dpo\" (narrower)", builder => builder.Stage("second", stage => stage.ApprovedBy(Has.Role("dpo"))) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Between_OneChange_IsSaidInWords(string words, Func<JitPolicyBuilder, JitPolicyBuilder> change)
    {
        var (before, after) = (Set(Sample.RefundBuilder()), Set(change(Sample.RefundBuilder())));

        Assert.Equal([words], Words(PolicyDiff.Between(before, after)));
        var back = Assert.Single(PolicyDiff.Between(after, before).Changes);
        Assert.Equal(words.Contains("(wider)", StringComparison.Ordinal), back.Effect == PolicyEffect.Narrower);
        Assert.Equal(words.Contains("(narrower)", StringComparison.Ordinal), back.Effect == PolicyEffect.Wider);
    }

    [Fact]
    public void Between_EqualSets_SaysNothing() => Assert.Empty(PolicyDiff.Between(Set(Sample.RichBuilder()), Set(Sample.RichBuilder())).Changes);

    [Fact]
    public void Between_Scopes_AreComparedByWhatTheyCover()
    {
        var (before, after) = (JitPolicySet.Create("a", 1, Refund("orders/*", "customers/1")), JitPolicySet.Create("a", 1, Refund("orders/1", "*", "orders/*")));

        Assert.Equal(["refund-order: grants orders:refund on * (wider)"], Words(PolicyDiff.Between(before, after)));
        Assert.Equal(["refund-order: no longer grants orders:refund on * (narrower)"], Words(PolicyDiff.Between(after, before)));
        Assert.Equal(
            ["refund-order: the same scopes in other words"],
            Words(PolicyDiff.Between(before, JitPolicySet.Create("a", 1, Refund("orders/*", "customers/1", "orders/7")))));
    }

    [Fact]
    public void Between_Stages_AreComparedByName()
    {
        var before = Set(Sample.RefundBuilder().Stage("second", stage => stage.ApprovedBy(Has.Role("dpo")).Needs(2)));
        var after = Set(Basic().Stage("second", stage => stage.ApprovedBy(Has.AnyRole("dpo", "cto")).DeniedBy(2)).Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))));

        Assert.Equal(
            [
                "refund-order: stage second, who approves \"the role dpo\" -> \"the role dpo or cto\" (wider)",
                "refund-order: stage second, approvals 2 -> 1 (wider)",
                "refund-order: stage second, denials that deny 1 -> 2 (wider)",
                "refund-order: order of the stages lead, second -> second, lead (cannot be told)",
            ],
            Words(PolicyDiff.Between(before, after)));
        Assert.Equal(
            ["refund-order: without the stage \"second: 2 of the role dpo\" (wider)"], Words(PolicyDiff.Between(before, Set(Sample.RefundBuilder()))));
    }

    [Fact]
    public void Between_Extensions_AreComparedWithin()
    {
        var before = Set(Sample.RefundBuilder().Extendable(Duration.FromHours(2), rule => rule.Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")))));
        var after = Set(Sample.RefundBuilder().Extendable(Duration.FromHours(3), rule => rule.AutoApproved()));

        Assert.Equal(
            [
                "refund-order: extensions: longest duration in all PT2H -> PT3H (wider)",
                "refund-order: extensions: without the stage \"lead: 1 of the role lead\" (wider)",
                "refund-order: extensions: approved automatically no -> yes (wider)",
            ],
            Words(PolicyDiff.Between(before, after)));
        Assert.Equal("extension.stages[lead]", PolicyDiff.Between(before, after).Changes[1].Path);
    }

    [Fact]
    public void Between_PoliciesAndSets_ComeGoAndMove()
    {
        var before = new[] { JitPolicySet.Create("a", 1, Sample.RefundBuilder().Build(), Sample.AutoBuilder().Build()) };
        var after = new[] { JitPolicySet.Create("a", 2, Sample.AutoBuilder().Build(), Sample.RefundBuilder("new").Build()), JitPolicySet.Create("b", 1, Sample.RefundBuilder().Build()) };

        Assert.Equal(
            ["a: version 1 -> 2", "b: a new policy set 1", "new: a new policy for \"the role support\" (wider)", "refund-order: moved to another set a -> b"],
            Words(PolicyDiff.Between(before, after)));
        var back = PolicyDiff.Between(after, before);
        Assert.Contains("new: the policy is gone for \"the role support\" (narrower)", Words(back));
        Assert.True(back.MayNarrow && !back.MayWiden);
    }

    [Theory]
    [InlineData(typeof(JitPolicy))]
    [InlineData(typeof(ApprovalStage))]
    [InlineData(typeof(ExtensionRule))]
    [InlineData(typeof(AllowanceRule))]
    [InlineData(typeof(BreakGlassRule))]
    [InlineData(typeof(JitPolicySet))]
    public void Members_EveryPublicProperty_IsCompared(Type type)
    {
        var compared = type == typeof(JitPolicy) ? PolicyMembers.OfPolicy.Select(member => member.Property)
            : type == typeof(ApprovalStage) ? PolicyMembers.OfStage.Select(member => member.Property)
            : type == typeof(ExtensionRule) ? PolicyMembers.OfExtension.Select(member => member.Property)
            : type == typeof(AllowanceRule) ? PolicyMembers.OfAllowance.Select(member => member.Property)
            : type == typeof(BreakGlassRule) ? PolicyMembers.OfBreakGlass.Select(member => member.Property)
            : SetDiff.Members.Select(member => member.Property).Append(nameof(JitPolicySet.Policies));
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Except(NotCompared);

        Assert.Equal(properties.Order(StringComparer.Ordinal), compared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Between_BreakGlassAllowanceAndGuardrails_AreSaid()
    {
        var before = JitPolicySet.Create("s", 1, [Sample.EmergencyBuilder().Build()], [Rail("one", Has.Role("intern")), Rail("two", Has.Role("intern"))]);
        var after = JitPolicySet.Create(
            "s",
            1,
            [
                Sample.EmergencyBuilder().AtMost(Duration.FromHours(2), Duration.FromHours(48))
                    .BreakGlass(glass => glass.ReviewedBy(Has.Role("security") | Has.Role("auditor"))).Build(),
            ],
            [Rail("two", Has.Role("guest")), Rail("three", Has.Role("intern"))]);

        Assert.Equal(
            [
                "s: guardrail \"one\" {\"name\":\"one\",\"when\":{\"role\":[\"intern\"]}} -> none (wider)",
                "s: guardrail \"three\" none -> {\"name\":\"three\",\"when\":{\"role\":[\"intern\"]}} (narrower)",
                "s: guardrail \"two\" {\"name\":\"two\",\"when\":{\"role\":[\"intern\"]}} -> {\"name\":\"two\",\"when\":{\"role\":[\"guest\"]}} (cannot be told)",
                "emergency: allowance: time in all PT1H -> PT2H (wider)",
                "emergency: allowance: within PT24H -> PT48H (narrower)",
                $"emergency: breaking the glass: who reviews \"the role security\" -> \"{Has.Role("security") | Has.Role("auditor")}\" (wider)",
                "emergency: breaking the glass: the sign-in may be old by PT2M -> PT5M (wider)",
            ],
            Words(PolicyDiff.Between(before, after)));
    }

    private static JitGuardrail Rail(string name, Condition when) => JitGuardrail.Create(name).When(when).Build();

    private static JitPolicyBuilder Basic() => JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).RequiresJustification(10);

    private static JitPolicy Refund(params string[] resources) => JitPolicy.Create("refund-order")
        .Grants("orders:refund").On(resources).Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build();

    private static JitPolicySet Set(JitPolicyBuilder builder) => JitPolicySet.Create("a", 1, builder.Build());

    private static IEnumerable<string> Words(PolicyDiff diff) => diff.Changes.Select(change => change.ToString());
}
