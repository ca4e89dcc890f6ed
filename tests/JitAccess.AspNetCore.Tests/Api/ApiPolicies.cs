using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The policies that the API's tests ask under.</summary>
internal static class ApiPolicies
{
    public static JitPolicy RefundOrder { get; } = Refund(approvals: 1);

    /// <summary>What <see cref="RefundOrder"/> could be tomorrow.</summary>
    public static JitPolicy RefundByTwo { get; } = Refund(approvals: 2);

    public static JitPolicy DeleteCustomer { get; } = JitPolicy.Create("delete-customer")
        .Grants("customers:delete").On("customers/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromMinutes(30))
        .RequiresTicket("OPS-[0-9]+")
        .SingleUse()
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Stage("privacy", stage => stage.ApprovedBy(Has.Role("privacy-officer")).Needs(1))
        .Build();

    public static JitPolicy ReadPayroll { get; } = JitPolicy.Create("read-payroll")
        .Grants("payroll:read")
        .Eligible(Has.Role("support-lead"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresTicket("OPS-[0-9]+")
        .AutoApproved()
        .Build();

    public static JitPolicy RotateKeys { get; } = JitPolicy.Create("rotate-keys")
        .Grants("keys:rotate")
        .Eligible(Has.Role("on-call"))
        .When(SignedIn.Within(Duration.FromMinutes(5)), SignedIn.AtLevel("phr", "phrh"))
        .UpTo(Duration.FromMinutes(15))
        .AutoApproved()
        .Build();

    public static JitPolicySet All { get; } = JitPolicySet.Create("back-office", version: 3, RefundOrder, DeleteCustomer, ReadPayroll, RotateKeys);

    private static JitPolicy Refund(int approvals) => JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(approvals))
        .Build();
}
