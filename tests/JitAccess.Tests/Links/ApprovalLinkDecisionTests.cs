using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Tests.Deciding;
using NodaTime;

namespace JitAccess.Tests.Links;

/// <summary>What a one-shot link adds to a decision on a vote: nothing but reasons to refuse it, each in its place.</summary>
public sealed class ApprovalLinkDecisionTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Subject Bo = Subject.Human("idp", "bo");
    private static readonly Subject Chen = Subject.Human("idp", "chen");
    private static readonly Instant Now = Bare.Now;

    private static readonly JitPolicy Policy = JitPolicy.Create("policy").Grants("orders:refund").On("orders/*").Eligible(Everyone.SignedIn)
        .UpTo(Duration.FromHours(1))
        .Stage("lead", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(3))
        .Stage("boss", stage => stage.ApprovedBy(Has.Role("boss")))
        .Build();

    private static readonly RequestRecord Asked = Bare.Request([.. Policy.Scopes]);

    [Theory]
    [InlineData(VoteDecision.Approve)]
    [InlineData(VoteDecision.Deny)]
    public void P07_Vote_WithALink_CarriesItsId(VoteDecision decision)
    {
        var decided = Vote(Asked, Link("a"), decision);

        Assert.Equal("a", decided.Events.OfType<VoteCast>().Single().Vote.Link);
    }

    [Fact]
    public void Vote_WithoutALink_CarriesNone() => Assert.Null(Vote(Asked, link: null).Events.OfType<VoteCast>().Single().Vote.Link);

    [Theory]
    [InlineData(VoteDecision.Approve, VoteDecision.Approve)]
    [InlineData(VoteDecision.Approve, VoteDecision.Deny)]
    [InlineData(VoteDecision.Deny, VoteDecision.Approve)]
    public void P07_Vote_LinkOfAnyEarlierVote_IsUsed(VoteDecision first, VoteDecision second)
    {
        // Whether or not that vote counts, whoever cast it, and whatever else the link would be by now.
        var request = Asked with { Votes = [Cast(Chen, "a", first, stageHash: "what the stage was")] };

        Assert.Equal(Reason.LinkUsed, Vote(request, Link("a", shows: false), second).Rejection!.Reason);
        Assert.Null(Vote(request, Link("b"), second).Rejection);
    }

    [Fact]
    public void P07_Vote_NothingThatALinkSays_IsInvalid() => Assert.Equal(Reason.LinkInvalid, Vote(Asked, new PresentedLink(null)).Rejection!.Reason);

    [Fact]
    public void P07_Vote_LinkWhoseTimeIsOver_IsInvalidInTheSameWords()
    {
        var over = Vote(Asked, Link("a", until: Deadline.From(Now)));

        Assert.Equal(Vote(Asked, new PresentedLink(null)).Rejection!.ToString(), over.Rejection!.ToString());
        Assert.Null(Vote(Asked, Link("a", until: Deadline.From(Now + Duration.FromMilliseconds(1)))).Rejection);
    }

    [Fact]
    public void P07_Vote_LinkOfWhatIsAskedNoMore_IsStale() => Assert.Equal(Reason.LinkStale, Vote(Asked, Link("a", shows: false)).Rejection!.Reason);

    [Fact]
    public void P07_Vote_StageMovedOn_IsStaleAndNotAQuestionOfRights()
    {
        var request = Asked with { Votes = [.. new[] { Chen, Of("dara"), Of("eve") }.Select((voter, n) => Cast(voter, $"other {n}"))] };
        var link = new PresentedLink(new ApprovalLink("a", Asked.Lapses, (_, stage) => stage.Name == "lead"));

        Assert.Equal(Reason.LinkStale, Vote(request, link).Rejection!.Reason);
        Assert.Equal(Reason.NotApprover, Vote(request, link: null).Rejection!.Reason);
    }

    [Fact]
    public void P07_Vote_Settled_IsJudgedBeforeTheLink()
    {
        var request = Asked with { State = RequestState.Denied, Votes = [Cast(Bo, "a")] };

        Assert.All((PresentedLink[])[Link("a"), new PresentedLink(null), Link("b", shows: false)], link =>
            Assert.Equal(Reason.RequestSettled, Vote(request, link).Rejection!.Reason));
        Assert.Equal(Reason.RequestLapsed, Vote(Asked, Link("a"), at: Asked.Lapses.At).Rejection!.Reason);
    }

    [Fact]
    public void P07_Vote_GoodLink_AddsNoRight()
    {
        Assert.Equal(Reason.SelfApproval, Vote(Asked, Link("a"), by: Amina).Rejection!.Reason);
        Assert.Equal(Reason.AlreadyVoted, Vote(Asked with { Votes = [Cast(Bo, "another")] }, Link("a")).Rejection!.Reason);
        Assert.Equal(Reason.PolicyGone, Decide(Asked, Link("a", shows: false), new PolicyPair(null, null), People.Unknown).Rejection!.Reason);
    }

    [Fact]
    public void P07_Vote_ItCannotBeToldWhoIsOneHuman_SaysSoInsteadOfStale()
    {
        var people = new People(ImmutableDictionary<Subject, string>.Empty, isIncomplete: true);

        Assert.Equal(Reason.FactSourceFailed, Decide(Asked, Link("a", shows: false), Pair, people).Rejection!.Reason);
    }

    private static PolicyPair Pair => new(Policy, Policy);

    private static Subject Of(string name) => Subject.Human("idp", name);

    private static PresentedLink Link(string id, bool shows = true, Deadline? until = null) => new(new ApprovalLink(id, until ?? Asked.Lapses, (_, _) => shows));

    private static Vote Cast(Subject voter, string link, VoteDecision decision = VoteDecision.Approve, string? stageHash = null) => new()
    {
        Stage = "lead",
        StageHash = stageHash ?? Policy.Stages[0].Hash,
        Voter = voter,
        ActsFor = [],
        Decision = decision,
        At = Now,
        LookedAt = [],
        Link = link,
    };

    private static Decision Vote(RequestRecord request, PresentedLink? link, VoteDecision decision = VoteDecision.Approve, Subject? by = null, Instant? at = null) =>
        Decide(request, link, Pair, People.Unknown, decision, by, at);

    private static Decision Decide(
        RequestRecord request, PresentedLink? link, PolicyPair policies, People people, VoteDecision decision = VoteDecision.Approve, Subject? by = null, Instant? at = null) =>
        Decider.Vote(
            World.Empty.With(request),
            new VoteCommand
            {
                Voter = new Party(by ?? Bo),
                Requester = new Party(Amina) { IsKnownToDirectory = true },
                Request = request,
                Version = 1,
                Policies = policies,
                Decision = decision,
                Link = link,
                MayAudit = true,
            },
            Bare.Context(Bo) with { Now = at ?? Now, People = people });
}
