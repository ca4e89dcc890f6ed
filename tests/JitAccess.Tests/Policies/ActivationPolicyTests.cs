using System.Text;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>What a policy says of how its grants begin, from C# and from a file.</summary>
public sealed class ActivationPolicyTests
{
    private static readonly Duration Hour = Duration.FromHours(1);

    [Fact]
    public void Build_Activation_IsWrittenAndReadBack()
    {
        foreach (var (policy, written) in new[]
        {
            (Builder().BeginsAtFirstUse().Build(), "\"activation\":\"first-use\"}"),
            (Builder().BeginsAtFirstUse(4 * Hour).Build(), "\"activation\":\"first-use\",\"claimFor\":\"PT4H\"}"),
            (Builder().BeginsWhenClaimed(Hour).Build(), "\"activation\":\"claim\",\"claimFor\":\"PT1H\"}"),
        })
        {
            var again = PolicyDocument.ReadPolicy(Encoding.UTF8.GetBytes(policy.ToJson()), []);

            Assert.EndsWith(written, policy.ToJson(), StringComparison.Ordinal);
            Assert.Equal((policy.Hash, policy.Activation, policy.ClaimFor), (again!.Hash, again.Activation, again.ClaimFor));
        }
    }

    // Policies that were published before there was such a member keep their hash.
    [Fact]
    public void Build_NothingSaid_BeginsWithTheApprovalAndIsNotWritten()
    {
        var policy = Builder().Build();
        var said = PolicyDocument.ReadPolicy(Encoding.UTF8.GetBytes(policy.ToJson().Replace("\"autoApproved\":true", "\"autoApproved\":true,\"activation\":\"approval\"", StringComparison.Ordinal)), []);

        Assert.Equal((JitActivation.Approval, null, policy.Hash), (policy.Activation, policy.ClaimFor, said!.Hash));
        Assert.DoesNotContain("activation", policy.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"activation\":\"now\"", "value-invalid", "$.activation")]
    [InlineData("\"activation\":\"First-use\"", "value-invalid", "$.activation")]
    [InlineData("\"activation\":1", "malformed", "$.activation")]
    [InlineData("\"activation\":\"claim\",\"claimFor\":\"P1D\"", "duration-invalid", "$.claimFor")]
    [InlineData("\"activation\":\"claim\",\"claimFor\":\"PT0S\"", "duration-invalid", "$.claimFor")]
    [InlineData("\"activation\":\"approval\",\"claimFor\":\"PT1H\"", "policy-invalid", "$.claimFor")]
    [InlineData("\"claimFor\":\"PT1H\"", "policy-invalid", "$.claimFor")]
    [InlineData("\"activation\":\"claim\",\"scheduledUpTo\":\"PT1H\"", "policy-invalid", "$.scheduledUpTo")]
    public void Read_WhatCannotBe_IsRefused(string members, string reason, string path)
    {
        var findings = new List<Finding>();
        var json = Builder().Build().ToJson().Replace("\"autoApproved\":true", "\"autoApproved\":true," + members, StringComparison.Ordinal);

        Assert.Null(PolicyDocument.ReadPolicy(Encoding.UTF8.GetBytes(json), findings));

        var finding = Assert.Single(findings);
        Assert.Equal((reason, path), (finding.Reason.Code, finding.Member));
        Assert.NotNull(finding.Limit);
    }

    [Fact]
    public void Build_BreaksTheGlass_IsRefused()
    {
        var builder = JitPolicy.Create("break-glass").Grants("vault:open").On("vault/*").Eligible(Has.Role("on-call")).UpTo(Hour / 4).RequiresJustification(5)
            .BreakGlass(glass => glass.ReviewedBy(Has.Role("security"))).BeginsAtFirstUse();

        var finding = Assert.Single(builder.Errors());

        Assert.Equal(("policy-invalid", "$.activation"), (finding.Reason.Code, finding.Path));
    }

    [Fact]
    public void Conjunction_OfTwoVersions_BeginsAsTheLaterOfThem()
    {
        var (approval, firstUse, claim) = (Builder().Build(), Builder().BeginsAtFirstUse(Hour).Build(), Builder().BeginsWhenClaimed(2 * Hour).Build());

        Assert.Equal((JitActivation.Claim, Hour), Of(firstUse, claim));
        Assert.Equal((JitActivation.FirstUse, Hour), Of(firstUse, approval));
        Assert.Equal((JitActivation.Claim, 2 * Hour), Of(approval, claim));

        static (JitActivation, Duration) Of(JitPolicy pinned, JitPolicy current)
        {
            var both = PolicyConjunction.Of(pinned, current);
            return (both.Activation, both.ClaimFor!.Value);
        }
    }

    private static JitPolicyBuilder Builder() => JitPolicy.Create("open-vault").Grants("vault:open").On("vault/*").Eligible(Has.Role("support")).UpTo(Hour).AutoApproved();
}
