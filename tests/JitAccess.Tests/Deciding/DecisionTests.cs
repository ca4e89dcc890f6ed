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

    // A node that denies makes no access and no step towards it, and goes on ending it.
    [Fact]
    public void LeadsToAccess_EveryStep_AndNothingThatOnlyEndsOrRefuses()
    {
        (JitEvent Event, bool Leads, bool Makes)[] all =
        [
            (new RequestSubmitted(Bare.Request(), Bare.Request().Lapses, []), true, false),
            (Voted(VoteDecision.Approve), true, false),
            (Voted(VoteDecision.Deny), false, false),
            (new GrantScheduled(Bare.Grant(), []), true, false),
            (new GrantClaimable(Bare.Grant(), []), true, false),
            (new GrantActivated(Bare.Grant(), []), true, true),
            (new RequestLapsed(default, "r", Bare.Now), false, false),
            (new GrantReleased(default, "g", Bare.Amina, Bare.Now), false, false),
        ];

        Assert.All(all, item =>
        {
            var decision = Decision.Accept(null, item.Event);
            Assert.Equal((item.Leads, item.Makes), (decision.LeadsToAccess, decision.MakesAccess));
        });

        static VoteCast Voted(VoteDecision decision) => new(
            default, "r", new Vote { Stage = "lead", StageHash = "", Voter = Subject.Human("idp", "bo"), ActsFor = [], Decision = decision, At = Bare.Now, LookedAt = [] });
    }
}
