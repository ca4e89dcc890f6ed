using System.Text;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>What a policy must be that breaks the glass, from C# and from a file.</summary>
public sealed class BreakGlassPolicyTests
{
    [Fact]
    public void Build_BreakGlass_IsWrittenAndReadBack()
    {
        var policy = Builder().BreakGlass(glass => glass.ReviewedBy(Has.Role("security")).SignedInWithin(Duration.FromMinutes(2))).Build();

        var again = PolicyDocument.ReadPolicy(Encoding.UTF8.GetBytes(policy.ToJson()), []);

        Assert.EndsWith(""""breakGlass":{"reviewers":{"role":["security"]},"signedInWithin":"PT2M"}}"""", policy.ToJson(), StringComparison.Ordinal);
        Assert.Equal(policy.Hash, again!.Hash);
        Assert.Equal(Duration.FromMinutes(2), again.BreakGlass!.SignedInWithin);
    }

    public static TheoryData<string, string, Func<JitPolicyBuilder, JitPolicyBuilder>> Mistakes => new()
    {
        { "policy-invalid", "$.maxDuration", builder => Broken(builder).UpTo(Duration.FromSeconds(3601)) },
        { "policy-invalid", "$.justification", builder => Broken(builder).RequiresJustification(0) },
        { "policy-invalid", "$.stages", builder => Broken(builder).Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))) },
        { "policy-invalid", "$.autoApproved", builder => Broken(builder).AutoApproved() },
        { "policy-invalid", "$.scheduledUpTo", builder => Broken(builder).ScheduledUpTo(Duration.FromHours(1)) },
        { "policy-invalid", "$.breakGlass.signedInWithin", builder => builder.BreakGlass(glass => glass.ReviewedBy(Has.Role("security")).SignedInWithin(Duration.FromSeconds(301))) },
        { "duration-invalid", "$.breakGlass.signedInWithin", builder => builder.BreakGlass(glass => glass.ReviewedBy(Has.Role("security")).SignedInWithin(Duration.Zero)) },
        { "member-missing", "$.breakGlass.reviewers", builder => builder.BreakGlass(_ => { }) },
        { "auto-approval-too-broad", "$.eligible", builder => Broken(builder).Eligible(Everyone.SignedIn) },
        { "policy-invalid", "$.extension.autoApproved", builder => Broken(builder).Extendable(Duration.FromHours(1), extension => extension.AutoApproved()) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Build_WhatCannotGoWithIt_IsRefused(string reason, string path, Func<JitPolicyBuilder, JitPolicyBuilder> mistake)
    {
        var finding = Assert.Single(mistake(Builder()).Errors());

        Assert.Equal((reason, path), (finding.Reason.Code, finding.Path));
    }

    // Every permission there is may be behind the glass: who may break it is said, and somebody looks afterwards.
    [Fact]
    public void Build_EveryResource_IsAllowed() => Assert.NotNull(Broken(Builder()).On("*").Build().BreakGlass);

    [Fact]
    public void Conditions_OfReviewersAndExtensions_AreWalked()
    {
        var policy = Broken(Builder()).Extendable(Duration.FromMinutes(30), extension => extension.Stage("more", stage => stage.ApprovedBy(Has.Role("lead")))).Build();

        Assert.Equal(
            ["$.eligible.role", "$.extension.stages[0].approvers.role", "$.breakGlass.reviewers.role"], PolicyConditions.Of(policy, "$").Select(place => place.Path));
    }

    private static JitPolicyBuilder Builder() => JitPolicy.Create("break-glass")
        .Grants("orders:refund").On("orders/*").Eligible(Has.Role("on-call")).UpTo(Duration.FromMinutes(15)).RequiresJustification(5);

    private static JitPolicyBuilder Broken(JitPolicyBuilder builder) => builder.BreakGlass(glass => glass.ReviewedBy(Has.Role("security")));
}
