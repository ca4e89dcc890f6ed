using System.Text.Json;
using NodaTime;

namespace JitAccess.Tests.Policies;

/// <summary>The C# of <c>docs/reference/policies.md</c>: every example there stands here, word for word, so it compiles.</summary>
public static class DocumentedPolicies
{
    public static JitPolicySet BackOffice { get; } = JitPolicySet.Create(
        "back-office",
        version: 1,
        JitPolicy.Create("refund-order")
            .Grants("orders:refund").On("orders/*")
            .Eligible(Has.Role("support"))
            .UpTo(Duration.FromHours(1))
            .RequiresJustification(minLength: 10)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
            .Build(),
        JitPolicy.Create("read-payroll")
            .Grants("payroll:read")
            .Eligible(Has.Role("support-lead"))
            .UpTo(Duration.FromMinutes(15))
            .RequiresTicket("OPS-[0-9]+")
            .AutoApproved()
            .Build());

    public static JitPolicySet Guardrails { get; } = JitPolicySet.Create(
        "guardrails",
        version: 1,
        policies: [],
        guardrails:
        [
            JitGuardrail.Create("no-contractors-in-payroll").On("payroll", "payroll/*").When(Has.Attribute("employment", "contractor")).Build(),
            JitGuardrail.Create("year-end-freeze").Denies("orders:refund")
                .When(During.Dates("Europe/Paris", new LocalDate(2026, 12, 31), new LocalDate(2027, 1, 1))).Build(),
        ]);

    public static IReadOnlyList<Condition> Conditions { get; } =
    [
        Has.Role("support") & Risk.AtMost(30),
        Has.Role("support") | Has.Role("on-call"),
        !Has.Role("intern"),
        Has.Role("support"),
        Has.AnyRole("support", "on-call"),
        Has.Attribute("department", "payments", "risk"),
        Has.Subject(Subject.Human("https://issuer.example", "7d1f")),
        Everyone.SignedIn,
        Related.ManagerOfRequester,
        Related.OwnerOfResource,
        During.Hours("Europe/Paris", new LocalTime(8, 0), new LocalTime(18, 30)),
        During.Days("Europe/Paris", IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday),
        !During.Dates("UTC", new LocalDate(2026, 12, 24), new LocalDate(2026, 12, 25)),
        From.Network("10.0.0.0/8", "2001:db8::/32"),
        SignedIn.Within(Duration.FromMinutes(5)),
        SignedIn.WithAny("hwk", "otp"),
        SignedIn.WithAll("pwd", "otp"),
        SignedIn.AtLevel("urn:example:high"),
        Has.Ticket("CHG[0-9]{7}"),
        Risk.AtMost(30),
        Device.Is("compliant", "true"),
        Custom.Condition("on-call", """{ "team": "payments" }"""),
    ];
}

public sealed class OnCall : ICondition
{
    public string Name => "on-call";

    public IReadOnlyList<Finding> Validate(JsonElement parameters) =>
        parameters.TryGetProperty("team", out var team) && team.ValueKind == JsonValueKind.String
            ? []
            : [new Finding(Reason.MemberMissing, "The condition needs a team.") { Member = "team", Fix = "Name the team." }];

    public ConditionOutcome Evaluate(ConditionContext context, JsonElement parameters)
    {
        var team = parameters.GetProperty("team").GetString()!;
        return context.Look("on-call-teams") is not { } fact
            ? ConditionOutcome.Unknown(new Finding(Reason.FactMissing, "Nobody knows who is on call."))
            : fact.Values.Contains(team)
                ? ConditionOutcome.Satisfied
                : ConditionOutcome.NotSatisfied(new Finding(Reason.ConditionNotMet, $"The policy needs somebody who is on call for {team}."));
    }
}
