using NodaTime;
using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class AuthenticationConditionTests
{
    private static readonly Condition FiveMinutes = JitAccess.SignedIn.Within(Duration.FromMinutes(5));

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(-60)] // Clocks differ by a little.
    public void Within_FreshSignIn_Holds(int seconds) => FiveMinutes.Evaluate(Context(SignedIn(Duration.FromSeconds(seconds)))).Holds();

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(86400)]
    public void Within_OldSignIn_IsTooOldAndNamesTheLimit(int seconds)
    {
        var finding = FiveMinutes.Evaluate(Context(SignedIn(Duration.FromSeconds(seconds)))).Says(ConditionResult.NotSatisfied, Reason.AuthenticationTooOld);

        Assert.Equal("PT5M", finding.Limit);
    }

    [Fact]
    public void Within_DecidedLater_CountsTheAgeAtPresentation()
    {
        var facts = FactSet.Empty.With([SignedIn(Duration.FromMinutes(4))]);

        FiveMinutes.Evaluate(new ConditionContext(Amina, facts, Noon + Duration.FromHours(3))).Holds();
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("-5")]
    [InlineData("yesterday")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("9223372036854775807")]
    public void Within_UnreadableSignIn_IsUnknown(string value) =>
        FiveMinutes.Evaluate(Context(Fact(FactNames.AuthenticationTime, value))).Says(ConditionResult.Unknown, Reason.FactMissing);

    [Fact]
    public void Within_SignInOfTheFuture_IsNotBelieved() =>
        FiveMinutes.Evaluate(Context(SignedIn(Duration.FromSeconds(-61)))).Says(ConditionResult.Unknown, Reason.FactMissing);

    [Fact]
    public void Within_SignInAtTheEpoch_IsTooOld() =>
        FiveMinutes.Evaluate(Context(Fact(FactNames.AuthenticationTime, "0"))).Says(ConditionResult.NotSatisfied, Reason.AuthenticationTooOld);

    [Fact]
    public void Within_SessionDoesNotTell_AsksForAFreshSignIn()
    {
        FiveMinutes.Evaluate(Context()).Says(ConditionResult.Unknown, Reason.AuthenticationTooOld);
        (!FiveMinutes).Evaluate(Context()).Says(ConditionResult.Unknown, Reason.AuthenticationTooOld);
    }

    [Fact]
    public void Within_SourceFailed_SaysSo() => FiveMinutes.Evaluate(Failed("session")).Says(ConditionResult.Unknown, Reason.FactSourceFailed);

    [Theory]
    [InlineData(true, "pwd", "otp")]
    [InlineData(true, "otp", "x", "pwd")]
    [InlineData(false, "pwd")]
    [InlineData(false, "PWD", "OTP")]
    [InlineData(false)]
    public void WithAll_Methods_AreAllNeeded(bool holds, params string[] methods)
    {
        var outcome = JitAccess.SignedIn.WithAll("pwd", "otp").Evaluate(Context(Fact(FactNames.AuthenticationMethods, methods)));

        Assert.Equal(holds, outcome.IsSatisfied);
        if (!holds)
        {
            Assert.Equal("pwd otp", outcome.Says(ConditionResult.NotSatisfied, Reason.AuthenticationTooWeak).Limit);
        }
    }

    [Theory]
    [InlineData(true, "hwk")]
    [InlineData(true, "pwd", "fido")]
    [InlineData(false, "pwd")]
    public void WithAny_Methods_OneIsEnough(bool holds, params string[] methods) =>
        Assert.Equal(holds, JitAccess.SignedIn.WithAny("hwk", "fido").Evaluate(Context(Fact(FactNames.AuthenticationMethods, methods))).IsSatisfied);

    [Fact]
    public void AtLevel_OneOfTheLevels_Holds() =>
        JitAccess.SignedIn.AtLevel("urn:high", "urn:higher").Evaluate(Context(Fact(FactNames.AuthenticationLevel, "urn:higher"))).Holds();

    [Fact]
    public void AtLevel_Missing_IsTooWeak() =>
        JitAccess.SignedIn.AtLevel("urn:high").Evaluate(Context()).Says(ConditionResult.Unknown, Reason.AuthenticationTooWeak);

    [Fact]
    public void Evaluate_OldAndWeak_SaysBoth()
    {
        var condition = new AuthenticationCondition { Within = Duration.FromMinutes(5), AllMethods = ["otp"], Levels = ["high"] };

        var outcome = condition.Evaluate(Context(SignedIn(Duration.FromHours(1)), Fact(FactNames.AuthenticationMethods, "pwd")));

        Assert.Equal(ConditionResult.NotSatisfied, outcome.Result);
        Assert.Equal(
            [Reason.AuthenticationTooOld, Reason.AuthenticationTooWeak, Reason.AuthenticationTooWeak], outcome.Findings.Select(finding => finding.Reason));
    }
}
