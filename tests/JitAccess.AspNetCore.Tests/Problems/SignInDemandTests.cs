namespace JitAccess.AspNetCore.Tests.Problems;

public sealed class SignInDemandTests
{
    private static readonly Finding Old = new(Reason.AuthenticationTooOld, "old") { Member = FactNames.AuthenticationTime, Limit = "PT5M" };
    private static readonly Finding Weak = new(Reason.AuthenticationTooWeak, "weak") { Member = FactNames.AuthenticationLevel, Limit = "phr phrh" };

    [Fact]
    public void From_AnotherReason_DemandsNothing() =>
        Assert.Null(SignInDemand.From(Explanation.Of([new Finding(Reason.NotSignedIn, "nobody"), Old])));

    [Fact]
    public void From_SeveralAges_DemandsTheShortest() =>
        Assert.Equal(60, SignInDemand.From(Explanation.Of([Old, Old with { Limit = "PT1M" }, Old with { Limit = "not an age" }]))!.MaxAge);

    [Fact]
    public void From_Methods_NamesThemApartFromLevels()
    {
        var demand = SignInDemand.From(Explanation.Of([Weak, Weak with { Member = FactNames.AuthenticationMethods, Limit = "hwk" }]))!;

        Assert.Equal("phr phrh", string.Join(' ', demand.Levels));
        Assert.Equal("hwk", string.Join(' ', demand.Methods));
        Assert.Null(demand.MaxAge);
    }

    [Theory]
    [InlineData("Bearer", "Bearer error=\"insufficient_user_authentication\"")]
    [InlineData("Bearer realm=\"x\"", "Bearer realm=\"x\", error=\"insufficient_user_authentication\"")]
    public void AddTo_AChallenge_AppendsTheDemand(string challenge, string start)
    {
        var text = SignInDemand.From(Explanation.Of([Old, Weak]))!.AddTo(challenge);

        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.EndsWith(", max_age=\"300\", acr_values=\"phr phrh\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AddTo_AChallengeWithAnErrorOfItsOwn_LeavesIt() =>
        Assert.Equal("Bearer error=\"invalid_token\"", SignInDemand.From(Explanation.Of(Old))!.AddTo("Bearer error=\"invalid_token\""));

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\r\nSet-Cookie:x")]
    [InlineData("\u00e9")]
    public void AddTo_ALevelThatWouldLeaveItsQuotes_NamesItInTheDocumentAlone(string level)
    {
        var demand = SignInDemand.From(Explanation.Of(Weak with { Limit = level }))!;

        Assert.DoesNotContain("acr_values", demand.AddTo("Bearer"), StringComparison.Ordinal);
        Assert.Contains(level, demand.Levels);
    }
}
