using System.Collections.Immutable;
using JitAccess.Api.Tests;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>Each rule of the lint: what it finds, and what it leaves alone.</summary>
public sealed class PolicyLintTests
{
    private static readonly Condition Amina = Has.Subject(Trial.Person("amina").Subject);
    private static readonly Condition Bo = Has.Subject(Trial.Person("bo").Subject);
    private static readonly Condition BoAgain = Has.Subject(Trial.Person("BO").Subject);
    private static readonly Condition Chen = Has.Subject(Trial.Person("chen").Subject);

    public static TheoryData<string> Rules => [.. PolicyLintRules.All];

    [Fact]
    public void Check_PolicyOfTheReadme_FindsNothing() => Assert.Empty(Lint(Sample.RefundBuilder()));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_Each_IsOnTheReferencePage(string rule) => Assert.Contains(
        $"| `{rule}` |", File.ReadAllText(RepositoryTree.PathOf("docs", "reference", "policy-analysis.md")), StringComparison.Ordinal);

    [Fact]
    public void Check_EligibilityThatContradictsAWhen_IsNeverAsked()
    {
        Finds(Sample.RefundBuilder().When(!Has.AnyRole("support", "intern")), PolicyLintRules.NeverAsked, "$.policies[0]", PolicyLintSeverity.Error);
        Finds(Sample.RefundBuilder().Eligible(Has.Role("a") & !Has.Role("a")), PolicyLintRules.NeverAsked, "$.policies[0].eligible", PolicyLintSeverity.Error);
        Finds(
            Sample.RefundBuilder().When(Risk.AtMost(1), During.Dates("UTC", new LocalDate(2026, 6, 9))), PolicyLintRules.NeverAsked, "$.policies[0].when[1]", PolicyLintSeverity.Error);
    }

    [Fact]
    public void Check_WindowOfEligibilityAndWindowOfTheStart_AreTwoMoments()
    {
        var builder = Sample.RefundBuilder().Eligible(Has.Role("support") & During.Days("UTC", IsoDayOfWeek.Friday)).When(During.Days("UTC", IsoDayOfWeek.Saturday));
        Finds(builder, PolicyLintRules.NeverAsked, "$.policies[0]", PolicyLintSeverity.Error);

        Assert.Empty(Lint(builder.ScheduledUpTo(Duration.FromDays(7))));
    }

    [Fact]
    public void P12_Check_TooFewPeopleNamed_IsUnmeetable()
    {
        Finds(Staged(Amina | Bo, needs: 3), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages[0].needs", PolicyLintSeverity.Error);
        Finds(Staged(Bo | BoAgain, needs: 2), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages[0].needs", PolicyLintSeverity.Error);
        Finds(Staged(Bo & !Bo, needs: 1), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages[0].approvers", PolicyLintSeverity.Error);
        Finds(Staged((Bo | Chen) & !Chen, needs: 2), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages[0].needs", PolicyLintSeverity.Error);

        Assert.Empty(Lint(Staged(Bo | Chen, needs: 2)));
        Assert.Empty(Lint(Staged(Bo | Has.Role("lead"), needs: 5)));
    }

    [Fact]
    public void P12_Check_TheOnlyApproverIsTheOnlyOneWhoAsks_IsUnmeetable()
    {
        Finds(Staged(Bo, needs: 1).Eligible(BoAgain), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages[0].needs", PolicyLintSeverity.Error);

        Assert.DoesNotContain(Lint(Staged(Bo, needs: 1).Eligible(Bo | Chen)), finding => finding.Rule == PolicyLintRules.UnmeetableQuorum);
    }

    [Fact]
    public void P12_Check_StagesThatShareTooFewPeople_AreUnmeetable()
    {
        Finds(Staged(Bo | Chen, needs: 1).Stage("second", stage => stage.ApprovedBy(Bo | Chen).Needs(2)), PolicyLintRules.UnmeetableQuorum, "$.policies[0].stages", PolicyLintSeverity.Error);

        Assert.Empty(Lint(Staged(Bo | Chen, needs: 1).Stage("second", stage => stage.ApprovedBy(Bo | Amina).Needs(2))));
    }

    [Fact]
    public void Check_ExtensionThatNobodyApproves_IsUnmeetable() => Finds(
        Sample.RefundBuilder().Extendable(Duration.FromHours(2), rule => rule.Stage("lead", stage => stage.ApprovedBy(Bo).Needs(2))),
        PolicyLintRules.UnmeetableQuorum, "$.policies[0].extension.stages[0].needs", PolicyLintSeverity.Error);

    [Fact]
    public void Check_MoreDenialsThanPeople_CannotBeDenied() => Finds(
        Staged(Bo | Chen, needs: 1, deniedBy: 3), PolicyLintRules.UndeniableStage, "$.policies[0].stages[0].deniedBy", PolicyLintSeverity.Warning);

    [Fact]
    public void Check_AlternativeThatNeverHolds_IsDead()
    {
        Finds(
            Sample.RefundBuilder().Eligible(Has.Role("support") & (Risk.AtMost(3) | (Has.Role("a") & !Has.Role("a")))),
            PolicyLintRules.DeadCondition, "$.policies[0].eligible.all[1].any[1]", PolicyLintSeverity.Warning);
        Finds(
            Staged(Has.Role("lead") | During.Dates("UTC", new LocalDate(2020, 1, 1)), needs: 1),
            PolicyLintRules.DeadCondition, "$.policies[0].stages[0].approvers.any[1]", PolicyLintSeverity.Warning);
    }

    [Fact]
    public void Check_ConditionThatLeavesNobodyOut_IsIdle()
    {
        Finds(Sample.RefundBuilder().When(From.Network("10.0.0.0/8", "0.0.0.0/0")), PolicyLintRules.IdleCondition, "$.policies[0].when[0].network", PolicyLintSeverity.Advice);
        Finds(Sample.RefundBuilder().When(Risk.AtMost(100)), PolicyLintRules.IdleCondition, "$.policies[0].when[0].risk", PolicyLintSeverity.Advice);
    }

    [Fact]
    public void Check_PolicyThatAnotherMakesNeedless_IsUnreachable()
    {
        var set = JitPolicySet.Create("a", 1, Sample.RefundBuilder().Build(), Sample.RefundBuilder("shorter").On("orders/eu/*").UpTo(Duration.FromMinutes(5)).When(Risk.AtMost(3)).Build());
        var finding = Assert.Single(PolicyLint.Check(set, Given.Noon));

        Assert.Equal((PolicyLintRules.UnreachablePolicy, "shorter", "$.policies[1]"), (finding.Rule, finding.Policy, finding.Path));
        Assert.Equal("copy", Assert.Single(PolicyLint.Check([JitPolicySet.Create("a", 1, Sample.RefundBuilder().Build()), JitPolicySet.Create("b", 1, Sample.RefundBuilder("copy").Build())], Given.Noon)).Policy);
    }

    [Fact]
    public void P14_Check_AutomaticApprovalOfMuchOrLong_IsBroad()
    {
        Finds(Sample.AutoBuilder().On("payroll/*"), PolicyLintRules.BroadAutoApproval, "$.policies[0].scopes", PolicyLintSeverity.Warning);
        Finds(Sample.AutoBuilder().UpTo(Duration.FromMinutes(61)), PolicyLintRules.BroadAutoApproval, "$.policies[0].maxDuration", PolicyLintSeverity.Warning);
        Finds(
            Sample.AutoBuilder().On([.. Enumerable.Range(0, 11).Select(index => $"payroll/eu/{index}")]),
            PolicyLintRules.BroadAutoApproval, "$.policies[0].scopes", PolicyLintSeverity.Warning);
        Finds(
            Sample.RefundBuilder().Extendable(Duration.FromHours(5), rule => rule.AutoApproved()),
            PolicyLintRules.BroadAutoApproval, "$.policies[0].extension.upTo", PolicyLintSeverity.Warning);

        Assert.Empty(Lint(Sample.AutoBuilder()));
        Assert.Empty(Lint(Sample.AutoBuilder().On("payroll/eu/*")));
    }

    [Fact]
    public void Check_EveryResource_IsAWildcard() => Finds(
        Sample.RefundBuilder().On("*"), PolicyLintRules.WildcardResource, "$.policies[0].scopes", PolicyLintSeverity.Warning);

    [Fact]
    public void Check_LongOrBroadWithoutReason_IsFound()
    {
        Finds(Sample.RefundBuilder().RequiresJustification(0), PolicyLintRules.NoJustification, "$.policies[0].justification", PolicyLintSeverity.Warning);
        Finds(
            Sample.RefundBuilder().On("orders/1").RequiresJustification(0).UpTo(Duration.FromHours(5)),
            PolicyLintRules.NoJustification, "$.policies[0].justification", PolicyLintSeverity.Warning);

        Assert.Empty(Lint(Sample.RefundBuilder("x").On("orders/eu/*").GrantsScope("orders:read").RequiresJustification(0).RequiresTicket("OPS")));
    }

    [Fact]
    public void Check_WhoeverAsksMayApprove_IsSelfServing()
    {
        Finds(Staged(Has.AnyRole("support", "lead"), needs: 1), PolicyLintRules.SelfServing, "$.policies[0].stages[0].approvers", PolicyLintSeverity.Warning);
        Finds(Staged(Everyone.SignedIn, needs: 1), PolicyLintRules.SelfServing, "$.policies[0].stages[0].approvers", PolicyLintSeverity.Warning);
    }

    [Fact]
    public void Check_AccessForDays_IsLong()
    {
        Finds(Sample.RefundBuilder().UpTo(Duration.FromHours(25)), PolicyLintRules.LongDuration, "$.policies[0].maxDuration", PolicyLintSeverity.Warning);
        Finds(
            Sample.RefundBuilder().Extendable(Duration.FromHours(73), rule => rule.Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")))),
            PolicyLintRules.LongDuration, "$.policies[0].extension.upTo", PolicyLintSeverity.Warning);
    }

    [Fact]
    public void Check_Address_IsPersonalAndNotRepeated()
    {
        var finding = Finds(
            Staged(Has.Subject(Subject.Human("idp", "bo@example.com")) | Has.Role("lead"), needs: 1),
            PolicyLintRules.PersonalData, "$.policies[0].stages[0].approvers.any[0].subject", PolicyLintSeverity.Advice);

        Assert.DoesNotContain("bo@", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Finding_SaysWhereAndWhat() => Assert.Equal(
        "warning wildcard-resource: a $.policies[0].scopes (refund-order): The policy covers every resource (\"*\"). Name the resources, such as orders/*.",
        Finds(Sample.RefundBuilder().On("*"), PolicyLintRules.WildcardResource, "$.policies[0].scopes", PolicyLintSeverity.Warning).ToString());

    private static JitPolicyBuilder Staged(Condition approvers, int needs, int deniedBy = 1) => JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(approvers).Needs(needs).DeniedBy(deniedBy));

    private static ImmutableArray<PolicyLintFinding> Lint(JitPolicyBuilder builder) => PolicyLint.Check(JitPolicySet.Create("a", 1, builder.Build()), Given.Noon);

    private static PolicyLintFinding Finds(JitPolicyBuilder builder, string rule, string path, PolicyLintSeverity severity)
    {
        var findings = Lint(builder);
        var finding = Assert.Single(findings, finding => finding.Rule == rule && finding.Path == path);
        Assert.Equal(severity, finding.Severity);
        Assert.All(findings, other => Assert.True(other.Message.EndsWith('.') && other.Fix.EndsWith('.'), other.ToString()));
        return finding;
    }
}
