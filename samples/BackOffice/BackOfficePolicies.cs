using JitAccess;
using NodaTime;

namespace BackOffice;

/// <summary>What may be asked for in the back office, by whom, and who approves.</summary>
public static class BackOfficePolicies
{
    public static JitPolicy RefundOrder { get; } = JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .ScheduledUpTo(Duration.FromDays(7))
        .Extendable(Duration.FromHours(2), extension => extension.Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1)))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicy DeleteCustomer { get; } = JitPolicy.Create("delete-customer")
        .Grants("customers:delete").On("customers/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromMinutes(30))
        .RequiresTicket("OPS-[0-9]+")
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Stage("privacy", stage => stage.ApprovedBy(Has.Role("privacy-officer")).Needs(1))
        .SingleUse()
        .Build();

    public static JitPolicy ReadPayroll { get; } = JitPolicy.Create("read-payroll")
        .Grants("payroll:read")
        .Eligible(Has.Role("support-lead"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresTicket("[A-Z]+-[0-9]+")
        .AutoApproved()
        .Build();

    public static JitPolicy WatchOrders { get; } = JitPolicy.Create("watch-orders")
        .Grants("orders:watch")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .AutoApproved()
        .Build();

    public static JitPolicy AdoptStore { get; } = JitPolicy.Create("adopt-store")
        .Grants(JitPermissions.Adopt).On("store")
        .Eligible(Has.Role("operator"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresTicket("OPS-[0-9]+")
        .AutoApproved()
        .Build();

    public static JitPolicySet All { get; } = JitPolicySet.Create(
        "back-office", version: 2, RefundOrder, DeleteCustomer, ReadPayroll, WatchOrders);

    public static JitPolicySet Operating { get; } = JitPolicySet.Create("operating", version: 1, AdoptStore);
}
