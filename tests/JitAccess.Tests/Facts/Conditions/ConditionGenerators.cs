using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>Random conditions that meet random facts often enough to be satisfied, not satisfied and unknown.</summary>
internal static class ConditionGenerators
{
    private static ConditionRegistry Registry { get; } = new(
    [
        new Named("yes", () => ConditionOutcome.Satisfied),
        new Named("no", () => ConditionOutcome.NotSatisfied(new Finding(Reason.ConditionNotMet, "no"))),
        new Named("unknown", () => ConditionOutcome.Unknown(new Finding(Reason.FactMissing, "unknown"))),
        new Named("throws", () => throw new InvalidOperationException("never shown")),
    ]);

    private static readonly Gen<string> Roles = Gen.Elements("support", "support-lead", "on-call");

    private static readonly Gen<Condition> Leaves = Gen.OneOf(
        Roles.Select(Has.Role),
        Gen.Elements("payments", "risk").Select(value => Has.Attribute("department", value)),
        Gen.Elements("amina", "bo").Select(id => Has.Subject(Subject.Human("https://issuer.example", id))),
        Gen.Constant(Everyone.SignedIn),
        Gen.Elements("10.0.0.0/8", "2001:db8::/32").Select(network => From.Network(network)),
        Gen.Elements(1, 60, 600).Select(minutes => SignedIn.Within(Duration.FromMinutes(minutes))),
        Gen.Elements("otp", "hwk").Select(method => SignedIn.WithAny(method)),
        Gen.Elements(Has.Ticket("OPS-[0-9]+"), Has.Ticket("CHG.*")),
        Gen.Choose(0, 100).Select(Risk.AtMost),
        Gen.Constant(Device.Is("compliant", "true")),
        Gen.Elements("yes", "no", "throws", "unknown", "absent").Select(name => Custom.Condition(name)),
        from zone in Gen.Elements("Europe/Paris", "UTC", "Mars/Olympus")
        from hour in Gen.Choose(0, 23)
        select During.Hours(zone, new LocalTime(hour, 0), new LocalTime((hour + 8) % 24, 30)));

    /// <summary>Gets conditions of up to four levels, malformed ones among them.</summary>
    public static Gen<Condition> AnyConditions { get; } = Of(3);

    /// <summary>Gets conditions that pass every check.</summary>
    public static Gen<Condition> ValidConditions { get; } = Of(2).Where(condition =>
    {
        var findings = new List<Finding>();
        CheckAll(condition, findings);
        return findings.Count == 0;
    });

    /// <summary>Gets contexts with some of the facts, some of them unreadable, some sources failed.</summary>
    public static Gen<Func<ConditionContext>> Contexts { get; } =
        from facts in Gen.ListOf(Facts(), 6)
        from failures in Gen.Elements(0, 0, 0, 1, 2)
        from ticket in Gen.Elements("", "OPS-1", "CHG", "x")
        from minutes in Gen.Choose(0, 2_000_000)
        let set = Enumerable.Range(0, failures).Aggregate(FactSet.Empty.With(facts), (all, index) => all.WithFailure($"source{index}"))
        select (Func<ConditionContext>)(() => new ConditionContext(Given.Amina, set, Given.Noon + Duration.FromMinutes(minutes)) { Ticket = ticket.Length == 0 ? null : ticket, Registry = Registry });

    private static Gen<Fact> Facts()
    {
        var at = Given.Noon;
        return Gen.OneOf(
            Roles.Select(role => new Fact(FactNames.Role, [role], "claims", at)),
            Gen.Constant(new Fact(FactNames.Role, [], "directory", at)),
            Gen.Elements("payments", "hr").Select(value => new Fact("attribute:department", [value], "directory", at)),
            Gen.Elements("10.1.1.1", "2001:db8::1", "192.0.2.1", "?").Select(value => new Fact(FactNames.Address, [value], "session", at) { IsPersonal = true }),
            Gen.Choose(-120, 40_000).Select(age => new Fact(
                FactNames.AuthenticationTime, [(at.ToUnixTimeSeconds() - age).ToString(CultureInfo.InvariantCulture)], "session", at)),
            Gen.Elements("otp", "pwd").Select(value => new Fact(FactNames.AuthenticationMethods, ["pwd", value], "session", at)),
            Gen.Elements("0", "50", "100", "x", "-1").Select(value => new Fact(FactNames.Risk, [value], "risk", at)),
            Gen.Elements("true", "false").Select(value => new Fact("device:compliant", [value], "device", at)),
            Gen.Elements(FactNames.Role, FactNames.Risk, FactNames.Address).Select(name => new Fact(name, default, "careless", at)));
    }

    private static Gen<Condition> Of(int depth) => depth == 0
        ? Leaves
        : Gen.OneOf(
            Leaves,
            Leaves,
            from count in Gen.Choose(0, 3)
            from children in Gen.ArrayOf(Of(depth - 1), count)
            select Condition.All(children),
            from count in Gen.Choose(0, 3)
            from children in Gen.ArrayOf(Of(depth - 1), count)
            select Condition.Any(children),
            Of(depth - 1).Select(Condition.Not));

    private static void CheckAll(Condition condition, List<Finding> findings)
    {
        condition.Check("$", findings);
        foreach (var child in condition.Children)
        {
            CheckAll(child, findings);
        }
    }

    private sealed class Named(string name, Func<ConditionOutcome> outcome) : ICondition
    {
        public string Name => name;

        public IReadOnlyList<Finding> Validate(JsonElement parameters) => [];

        public ConditionOutcome Evaluate(ConditionContext context, JsonElement parameters) => outcome();
    }
}
