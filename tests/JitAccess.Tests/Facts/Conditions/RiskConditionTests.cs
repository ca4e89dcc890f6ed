using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class RiskConditionTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("29.99")]
    [InlineData("30")]
    [InlineData("30.0")]
    public void AtMost_LowScore_Holds(string score) => Risk.AtMost(30).Evaluate(Context(Fact(FactNames.Risk, score))).Holds();

    [Theory]
    [InlineData("30.01")]
    [InlineData("100")]
    public void AtMost_HighScore_IsNotMetAndShowsIt(string score)
    {
        var finding = Risk.AtMost(30).Evaluate(Context(Fact(FactNames.Risk, score))).Says(ConditionResult.NotSatisfied, Reason.ConditionNotMet);

        Assert.Equal(score, finding.Value);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("100.1")]
    [InlineData("1e1")]
    [InlineData("NaN")]
    [InlineData("1,5")]
    [InlineData(" 5")]
    [InlineData("low")]
    [InlineData("")]
    [InlineData("1", "2")]
    [InlineData]
    public void AtMost_UnreadableScore_IsUnknownAlsoNegated(params string[] scores)
    {
        Risk.AtMost(100).Evaluate(Context(Fact(FactNames.Risk, scores))).Says(ConditionResult.Unknown, Reason.FactMissing);
        (!Risk.AtMost(0)).Evaluate(Context(Fact(FactNames.Risk, scores))).Says(ConditionResult.Unknown, Reason.FactMissing);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Check_OutOfRange_IsRefused(int score)
    {
        var findings = new List<Finding>();
        Risk.AtMost(score).Check("$.risk", findings);

        Assert.Equal("$.risk.atMost", Assert.Single(findings).Member);
    }
}
