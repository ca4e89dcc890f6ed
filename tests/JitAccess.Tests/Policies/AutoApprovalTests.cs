using NodaTime;
using static JitAccess.Tests.Policies.Sample;

namespace JitAccess.Tests.Policies;

/// <summary>An automatic approval says who, what and where, or it is an error.</summary>
public sealed class AutoApprovalTests
{
    public static TheoryData<Condition, bool> Eligibility => new()
    {
        { Has.Role("support"), true },
        { Has.Attribute("department", "payments"), true },
        { Has.Subject(Subject.Workload("i", "x")), true },
        { Has.Role("support") & Risk.AtMost(10), true },
        { Risk.AtMost(10) & Has.Role("support"), true },
        { Has.Role("support") | Has.Attribute("department", "payments"), true },
        { Has.Role("support") & !Has.Role("intern"), true },
        { (Has.Role("a") | Has.Role("b")) & Everyone.SignedIn, true },
        { Everyone.SignedIn, false },
        { !Has.Role("intern"), false },
        { !!Has.Role("support"), false },
        { Has.Role("support") | Everyone.SignedIn, false },
        { Has.Role("support") | !Has.Role("intern"), false },
        { Everyone.SignedIn & !Has.Role("intern"), false },
        { From.Network("10.0.0.0/8"), false },
        { Custom.Condition("on-call"), false },
        { Has.Ticket(".*"), false },
        { SignedIn.Within(Duration.FromMinutes(1)), false },
        { Device.Is("compliant", "true") & Risk.AtMost(1), false },
    };

    [Theory]
    [MemberData(nameof(Eligibility))]
    public void P14_AutoApproved_Who_MustBeNamed(Condition eligible, bool accepted)
    {
        var builder = AutoBuilder().Eligible(eligible);
        if (accepted)
        {
            Assert.True(builder.Build().AutoApproved);
            return;
        }

        var finding = Assert.Single(builder.Errors());
        Assert.Equal((Reason.AutoApprovalTooBroad, "$.eligible"), (finding.Reason, finding.Path));
    }

    [Fact]
    public void P14_AutoApproved_WhoSaidElsewhere_DoesNotCount() =>
        Assert.Equal("$.eligible", Assert.Single(AutoBuilder().Eligible(Everyone.SignedIn).When(Has.Role("support")).Errors()).Path);

    [Theory]
    [InlineData("orders/*", true)]
    [InlineData("orders/4711", true)]
    [InlineData("*", false)]
    public void P14_AutoApproved_Where_MustBeNamed(string resource, bool accepted)
    {
        var builder = AutoBuilder().On(resource);
        if (accepted)
        {
            builder.Build();
            return;
        }

        var finding = Assert.Single(builder.Errors());
        Assert.Equal((Reason.AutoApprovalTooBroad, "$.on"), (finding.Reason, finding.Path));
    }

    [Fact]
    public void P14_AutoApproved_TheRootAlone_IsAPlace() => Assert.True(AutoBuilder().Build().Scopes[0].Resource.IsRoot);

    [Fact]
    public void P14_AutoApproved_OneScopeEverywhere_IsRefused() =>
        Assert.Equal("$.on", Assert.Single(AutoBuilder().GrantsScope("orders:read", "*").Errors()).Path);

    [Fact]
    public void P14_AutoApproved_What_MustBeNamed() => Assert.Equal(
        "$.grants", Assert.Single(JitPolicy.Create("x").Eligible(Has.Role("a")).UpTo(Duration.FromHours(1)).AutoApproved().Errors()).Path);

    [Fact]
    public void AutoApproved_BesideStages_IsRefused() => Assert.Equal("$.autoApproved", Assert.Single(RefundBuilder().AutoApproved().Errors()).Path);

    [Fact]
    public void StagedPolicy_EverywhereForEveryone_IsAllowed() => RefundBuilder().On("*").Eligible(Everyone.SignedIn).Build();
}
