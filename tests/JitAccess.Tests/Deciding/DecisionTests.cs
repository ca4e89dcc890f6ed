namespace JitAccess.Tests.Deciding;

public sealed class DecisionTests
{
    [Fact]
    public void P06_Accept_WithoutAnEvent_IsADefect() =>
        Assert.Throws<InvalidOperationException>(() => Decision.Accept(null));

    [Fact]
    public void Reject_Always_LeadsToNoAccess()
    {
        var decision = Decision.Reject(new Finding(Reason.NotEligible, "No."));

        Assert.True(decision.IsRejected);
        Assert.False(decision.MakesAccess);
        Assert.False(decision.LeadsToAccess);
    }
}
