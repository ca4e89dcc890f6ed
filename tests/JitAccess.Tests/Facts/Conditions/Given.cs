using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>Facts and moments for condition tests, in few words.</summary>
internal static class Given
{
    public static readonly Subject Amina = Subject.Human("https://issuer.example", "amina");

    public static readonly Instant Noon = At("2026-06-10T12:00:00Z");

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static Fact Fact(string name, params string[] values) => new(name, [.. values], "claims", Noon);

    public static ConditionContext Context(params Fact[] facts) => new(Amina, FactSet.Empty.With(facts), Noon);

    public static ConditionContext ContextAt(Instant now) => new(Amina, FactSet.Empty, now);

    public static ConditionContext Failed(string source, params Fact[] facts) => new(Amina, FactSet.Empty.With(facts).WithFailure(source), Noon);

    public static ConditionContext Ticket(string? ticket) => new(Amina, FactSet.Empty, Noon) { Ticket = ticket };

    public static ConditionContext WithCustom(params ICondition[] conditions) =>
        new(Amina, FactSet.Empty, Noon) { Registry = new ConditionRegistry(conditions) };

    /// <summary>A session that signed in some time before it was presented at noon.</summary>
    public static Fact SignedIn(Duration before) =>
        Fact(FactNames.AuthenticationTime, (Noon - before).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>Asserts an outcome and the reason of its first finding.</summary>
    public static Finding Says(this ConditionOutcome outcome, ConditionResult result, Reason reason)
    {
        Assert.Equal(result, outcome.Result);
        Assert.Equal(reason, outcome.Findings[0].Reason);
        Assert.False(string.IsNullOrWhiteSpace(outcome.Findings[0].Message));
        return outcome.Findings[0];
    }

    /// <summary>Asserts that a condition holds.</summary>
    public static void Holds(this ConditionOutcome outcome)
    {
        Assert.True(outcome.IsSatisfied, string.Join(' ', outcome.Findings));
        Assert.Empty(outcome.Findings);
    }
}
