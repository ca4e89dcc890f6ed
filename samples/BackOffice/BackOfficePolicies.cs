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

    public static JitPolicy NightlyMaintenance { get; } = JitPolicy.Create("nightly-maintenance")
        .Grants("orders:maintain").On("orders")
        .Eligible(Has.Role("on-call"))
        .When(During.Hours("Europe/Paris", new LocalTime(2, 0), new LocalTime(4, 0)))
        .UpTo(Duration.FromHours(2))
        .ScheduledUpTo(Duration.FromDays(7))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicy BreakGlass { get; } = JitPolicy.Create("break-glass")
        .Grants("orders:refund").On("orders/*")
        .GrantsScope("orders:watch").GrantsScope("orders:maintain", "orders").GrantsScope("customers:delete", "customers/*").GrantsScope("payroll:read")
        .Eligible(Has.Role("on-call"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresJustification(minLength: 10)
        .BreakGlass(glass => glass.ReviewedBy(Has.Role("security")))
        .Build();

    public static JitPolicy AdoptStore { get; } = JitPolicy.Create("adopt-store")
        .Grants(JitPermissions.Adopt).On("store")
        .Eligible(Has.Role("operator"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresTicket("OPS-[0-9]+")
        .AutoApproved()
        .Build();

    public static JitPolicy RotateKeys { get; } = JitPolicy.Create("rotate-keys")
        .Grants(JitPermissions.RotateKeys).On("keys")
        .Eligible(Has.Role("operator"))
        .UpTo(Duration.FromMinutes(30))
        .RequiresTicket("OPS-[0-9]+")
        .AutoApproved()
        .Build();

    public static JitPolicy EraseTexts { get; } = JitPolicy.Create("erase-texts")
        .Grants(JitPermissions.Erase).On("subjects/*")
        .Eligible(Has.Role("operator"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresJustification(minLength: 10)
        .Stage("privacy", stage => stage.ApprovedBy(Has.Role("privacy-officer")).Needs(1))
        .SingleUse()
        .Build();

    public static JitPolicy PublishPolicies { get; } = JitPolicy.Create("publish-policies")
        .Grants(JitPermissions.Publish).On("policies/*")
        .Eligible(Has.Role("policy-owner"))
        .UpTo(Duration.FromMinutes(30))
        .RequiresJustification(minLength: 10)
        .Stage("second-owner", stage => stage.ApprovedBy(Has.Role("policy-owner")).Needs(1))
        .SingleUse()
        .Build();

    public static JitPolicySet All { get; } = JitPolicySet.Create(
        "back-office", version: 3, RefundOrder, DeleteCustomer, ReadPayroll, WatchOrders, NightlyMaintenance, BreakGlass);

    public static JitPolicySet Operating { get; } = JitPolicySet.Create("operating", version: 2, AdoptStore, RotateKeys, EraseTexts, PublishPolicies);
}
