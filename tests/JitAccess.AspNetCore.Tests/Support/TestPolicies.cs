using NodaTime;

namespace JitAccess.AspNetCore.Tests;

/// <summary>The policies of the test applications; what has a stage is approved by bo.</summary>
internal static class TestPolicies
{
    public static JitPolicySet All { get; } = JitPolicySet.Create(
        "tests",
        version: 1,
        JitPolicy.Create("refund-order").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1)).Build(),
        JitPolicy.Create("refund-once").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .SingleUse().AutoApproved().Build(),
        JitPolicy.Create("refund-fast").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .AutoApproved().Build(),
        JitPolicy.Create("payroll").GrantsScope("payroll:read").Eligible(Has.Role("support-lead")).UpTo(Duration.FromHours(1)).AutoApproved().Build());
}
