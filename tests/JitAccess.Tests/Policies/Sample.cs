using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>The policies that these tests begin with.</summary>
internal static class Sample
{
    public static JitPolicyBuilder RefundBuilder(string name = "refund-order") => JitPolicy.Create(name)
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1));

    public static JitPolicyBuilder AutoBuilder() => JitPolicy.Create("read-payroll")
        .Grants("payroll:read")
        .Eligible(Has.Role("support-lead"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresTicket("OPS-[0-9]+")
        .AutoApproved();

    /// <summary>What cannot be said with everything else.</summary>
    public static JitPolicyBuilder EmergencyBuilder() => JitPolicy.Create("emergency")
        .Grants("orders:refund").On("*")
        .Eligible(Has.Role("on-call"))
        .UpTo(Duration.FromMinutes(15))
        .RequiresJustification(5)
        .Extendable(Duration.FromMinutes(30), extension => extension.Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))))
        .AtMost(Duration.FromHours(1), Duration.FromHours(24))
        .BreakGlass(glass => glass.ReviewedBy(Has.Role("security")).SignedInWithin(Duration.FromMinutes(2)));

    /// <summary>Everything that can be said, said.</summary>
    public static JitPolicyBuilder RichBuilder() => JitPolicy.Create("rich")
        .Grants("customers:delete", "customers:read").On("customers/eu/*", "customers/us/*").GrantsScope("reports:read")
        .Eligible((Has.AnyRole("support", "on-call") | Has.Attribute("department", "risk", "payments")) & !Has.Subject(Subject.Human("i", "x", Tenant.Of("t"))))
        .When(
            During.Hours(
                "Europe/Paris",
                new LocalTime(22, 0),
                new LocalTime(4, 30),
                days: [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday],
                onDates: [new LocalDate(2026, 12, 26)],
                exceptDates: [new LocalDate(2028, 2, 29)]),
            From.Network("10.0.0.0/8", "2001:db8::/32"),
            SignedIn.Within(Duration.FromMinutes(5)) & SignedIn.WithAny("otp", "hwk") & SignedIn.WithAll("pwd", "hwk") & SignedIn.AtLevel("urn:high"),
            Risk.AtMost(30) & Device.Is("compliant", "true") & Has.Ticket("CHG.*"),
            Custom.Condition("on-call", """{"team":"payments","depth":{"b":[1,2.50,true,null],"a":"ü \"q\" \\ <&>'"}}"""))
        .AtLeast(Duration.FromMinutes(5))
        .UpTo(Duration.FromHours(30))
        .Uses(3)
        .RecordsUse()
        .RequiresJustification(minLength: 20)
        .RequiresTicket(@"OPS-\d+")
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2).DeniedBy(2))
        .Stage("privacy", stage => stage.ApprovedBy(Everyone.SignedIn))
        .ClaimsGoodFor(Duration.FromHours(2))
        .PendingFor(Duration.FromHours(4));

    /// <summary>Returns the findings of a policy that cannot be built.</summary>
    public static IReadOnlyList<PolicyFinding> Errors(this JitPolicyBuilder builder) => Assert.Throws<JitPolicyException>(builder.Build).Findings;
}
