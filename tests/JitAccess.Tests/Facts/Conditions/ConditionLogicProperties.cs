using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;
using static JitAccess.Tests.Facts.Conditions.ConditionGenerators;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>The three-valued laws (Kleene's strong logic), with the rule that unknown and empty never allow.</summary>
public sealed class ConditionLogicProperties(ITestOutputHelper output)
{
    [Fact]
    public void Evaluate_AnyConditionAndFacts_NeverThrowsAndExplains() => Check(AnyConditions, (condition, context) =>
    {
        var outcome = condition.Evaluate(context());
        return outcome.IsSatisfied == outcome.Findings.IsEmpty && outcome.Findings.All(finding => finding.Message.Length is > 0 and < 20_000);
    });

    [Fact]
    public void Evaluate_AnyConditionAndFacts_AgreesWithTheNaiveReference() => Check(AnyConditions, (condition, context) =>
        condition.Evaluate(context()).Result == Naive(condition, context()));

    [Fact]
    public void Evaluate_Twice_GivesTheSameAndLooksAtTheSame() => Check(AnyConditions, (condition, context) =>
    {
        var (first, second) = (context(), context());
        var (one, other) = (condition.Evaluate(first), condition.Evaluate(second));
        return one.Result == other.Result && one.Findings.SequenceEqual(other.Findings) && first.LookedAt.SequenceEqual(second.LookedAt);
    });

    [Fact]
    public void Not_OfUnknown_IsNotSatisfied() => Check(AnyConditions, (condition, context) =>
        !(condition.Evaluate(context()).IsSatisfied && (!condition).Evaluate(context()).IsSatisfied)
        && (condition.Evaluate(context()).Result == ConditionResult.Unknown) == ((!condition).Evaluate(context()).Result == ConditionResult.Unknown)
        && (!!condition).Evaluate(context()).Result == condition.Evaluate(context()).Result);

    [Fact]
    public void AllAndAny_AreTiedByDeMorgan() => Properties.Check(
        Prop.ForAll(AnyConditions.ToArbitrary(), AnyConditions.ToArbitrary(), Contexts.ToArbitrary(), (one, other, context) =>
            (!Condition.All(one, other)).Evaluate(context()).Result == Condition.Any(!one, !other).Evaluate(context()).Result
            && (!Condition.Any(one, other)).Evaluate(context()).Result == Condition.All(!one, !other).Evaluate(context()).Result),
        output,
        size: 20);

    [Fact]
    public void All_MoreConditions_NeverAllowMore() => Properties.Check(
        Prop.ForAll(AnyConditions.ToArbitrary(), AnyConditions.ToArbitrary(), Contexts.ToArbitrary(), (one, other, context) =>
            !(one & other).Evaluate(context()).IsSatisfied || (one.Evaluate(context()).IsSatisfied && other.Evaluate(context()).IsSatisfied)),
        output,
        size: 20);

    [Fact]
    public void Evaluate_FewerFacts_BecomesUnknownAndNeverTheOpposite() => Check(AnyConditions, (condition, context) =>
    {
        var (all, facts) = (condition.Evaluate(context()).Result, context().Facts.Facts.Select(fact => fact.Name).Order(StringComparer.Ordinal));
        return facts.All(gone =>
        {
            var fewer = context().Facts.Without(fact => fact.Name == gone);
            var result = condition.Evaluate(new ConditionContext(Given.Amina, fewer, context().Now) { Ticket = context().Ticket, Registry = context().Registry }).Result;
            return result == all || result == ConditionResult.Unknown;
        });
    });

    [Theory]
    [InlineData("all")]
    [InlineData("any")]
    public void P10_EmptyList_NeverHoldsNegatedNeither(string kind)
    {
        var empty = kind == "all" ? Condition.All() : Condition.Any();

        empty.Evaluate(Given.Context()).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
        (!empty).Evaluate(Given.Context()).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
        (empty & Everyone.SignedIn).Evaluate(Given.Context()).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
    }

    [Fact]
    public void All_SeveralMissing_NamesAll()
    {
        var outcome = (Has.Role("a") & Has.Ticket("b") & Risk.AtMost(3)).Evaluate(Given.Context());

        Assert.Equal([Reason.FactMissing, Reason.TicketMissing, Reason.FactMissing], outcome.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Operators_Chained_AreFlat()
    {
        Assert.Equal(Condition.All(Has.Role("a"), Has.Role("b"), Has.Role("c")), Has.Role("a") & Has.Role("b") & Has.Role("c"));
        Assert.Equal(Condition.Any(Has.Role("a"), Has.Role("b"), Has.Role("c")), Has.Role("a") | Has.Role("b") | Has.Role("c"));
        Assert.NotEqual(Has.Role("a") & Has.Role("b"), Has.Role("b") & Has.Role("a"));
    }

    private void Check(Gen<Condition> conditions, Func<Condition, Func<ConditionContext>, bool> holds) =>
        Properties.Check(Prop.ForAll(conditions.ToArbitrary(), Contexts.ToArbitrary(), holds), output, size: 20);

    // The tables of the logic, as numbers: unknown lies between the other two.
    private static ConditionResult Naive(Condition condition, ConditionContext context)
    {
        var children = condition.Children.Select(child => Rank(Naive(child, context))).ToList();
        return condition.Kind switch
        {
            "all" => Result(children.DefaultIfEmpty(0).Min()),
            "any" => Result(children.DefaultIfEmpty(0).Max()),
            "not" => Result(-children[0]),
            _ => condition.Evaluate(context).Result,
        };
    }

    private static int Rank(ConditionResult result) => result switch
    {
        ConditionResult.Satisfied => 1,
        ConditionResult.Unknown => 0,
        _ => -1,
    };

    private static ConditionResult Result(int rank) => rank switch
    {
        1 => ConditionResult.Satisfied,
        0 => ConditionResult.Unknown,
        _ => ConditionResult.NotSatisfied,
    };
}
