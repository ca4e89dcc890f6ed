using NodaTime;

namespace JitAccess.Testing.Tests;

/// <summary>The policies that the examples use.</summary>
internal static class BackOfficePolicies
{
    public static JitPolicy RefundOrder { get; } = JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicy DeleteCustomer { get; } = JitPolicy.Create("delete-customer")
        .Grants("customers:delete").On("customers/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromMinutes(30))
        .SingleUse()
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicySet All { get; } = JitPolicySet.Create("back-office", version: 1, RefundOrder, DeleteCustomer);
}
