using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>What is told on time, on the tick: reminders, others who may decide too, warnings; and what is not told.</summary>
public sealed class NoticeDecisionTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Instant Now = Bare.Now;
    private static readonly Duration Hour = Duration.FromHours(1);
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    private static readonly StageDraft Lead = new()
    {
        Name = "lead",
        Approvers = Has.Role("lead"),
        RemindAfter = Hour,
        Escalation = new EscalationDraft { After = 2 * Hour, To = Has.Role("boss") },
    };

    [Fact]
    public void Wait_OfAStage_IsTimedFromWhenItIsAsked()
    {
        var wait = Wait(Lead)!;

        Assert.Equal((Now + Hour, Now + (2 * Hour), Now + Hour), (wait.RemindAt!.Value.At, wait.EscalateAt!.Value.At, wait.Next!.Value.At));
        Assert.Equal(Now + (2 * Hour), wait.Reminded()!.Next!.Value.At);
        Assert.Null(Wait(Lead with { RemindAfter = null, Escalation = null }));
        Assert.Null(Wait(Lead with { Escalation = null })!.Reminded());
        Assert.Null(StageWait.On(null, Now));
        Assert.True(wait.IsOf(Stage(Lead)));
        Assert.False(wait.IsOf(Stage(Lead with { Needs = 2 })));
    }

    [Fact]
    public void Notify_OnTheTickOfTheReminder_RemindsAndWaitsOn()
    {
        Assert.Equal(Reason.StartNotDue, Notify(Asked(), Now + Hour - Tick).Rejection!.Reason);

        var reminded = Assert.IsType<StageReminded>(Assert.Single(Notify(Asked(), Now + Hour).Events));

        Assert.Equal(("lead", Now + Hour, null), (reminded.Stage, reminded.At, reminded.Waiting!.RemindAt));
        Assert.Equal(Now + (2 * Hour), reminded.Waiting.EscalateAt!.Value.At);
    }

    [Fact]
    public void Notify_OnTheTickOfTheEscalation_LetsOthersDecideToo()
    {
        var request = Asked() with { Waiting = Asked().Waiting!.Reminded() };
        Assert.True(Notify(request, Now + (2 * Hour) - Tick).IsRejected);

        var escalated = Assert.IsType<StageEscalated>(Assert.Single(Notify(request, Now + (2 * Hour)).Events));

        Assert.Equal(("lead", Stage(Lead).Hash), (escalated.Stage, escalated.StageHash));
    }

    [Fact]
    public void Notify_BothAreOverdue_EscalatesAtOnce() =>
        Assert.IsType<StageEscalated>(Assert.Single(Notify(Asked(), Now + (3 * Hour)).Events));

    [Fact]
    public void Notify_NothingIsToCome_SaysNever() =>
        Assert.Equal("never", Notify(Asked() with { Waiting = null }, Now + Hour).Rejection!.Findings[0].Limit);

    [Fact]
    public void Notify_AnotherDemandByNow_RemindsOfThatAndTimeRunsAnew()
    {
        var stricter = Lead with { Needs = 2 };

        var reminded = Assert.IsType<StageReminded>(Assert.Single(Notify(Asked(), Now + Hour, stricter).Events));

        Assert.Equal((Now + (2 * Hour), Now + (3 * Hour)), (reminded.Waiting!.RemindAt!.Value.At, reminded.Waiting.EscalateAt!.Value.At));
        Assert.NotEqual(Stage(Lead).Hash, reminded.Waiting.StageHash);
    }

    [Fact]
    public void Notify_PolicyGone_SaysSo() =>
        Assert.Equal(Reason.PolicyGone, Decider.Notify(new NoticeCommand(Asked(), new PolicyPair(Policy(Lead), null)), Context(Now + Hour)).Rejection!.Reason);

    [Fact]
    public void Notify_DirectoryFailed_WaitsForIt() => Assert.Equal(Reason.FactSourceFailed, Decider.Notify(
        new NoticeCommand(Asked(), new PolicyPair(Policy(Lead), Policy(Lead))),
        Context(Now + Hour) with { People = new People(ImmutableDictionary<Subject, string>.Empty, isIncomplete: true) }).Rejection!.Reason);

    [Fact]
    public void Notify_LapsedOrSettled_SaysSo()
    {
        Assert.Equal(Reason.RequestLapsed, Notify(Asked(), Now + (24 * Hour)).Rejection!.Reason);
        Assert.Equal(Reason.RequestSettled, Notify(Asked() with { State = RequestState.Denied }, Now + Hour).Rejection!.Reason);
    }

    [Fact]
    public void Due_OfARequest_IsWhateverComesFirst()
    {
        Assert.Equal(Now + Hour, Asked().Index.Due!.Value.At);
        Assert.Equal(Now + (24 * Hour), (Asked() with { Waiting = null }).Index.Due!.Value.At);
        Assert.Equal(Now + (Hour / 2), (Asked() with { Lapses = Deadline.After(Now, Hour / 2) }).Index.Due!.Value.At);
        Assert.Null((Asked() with { State = RequestState.Approved }).Index.Due);
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(5, null)]
    [InlineData(1, null)]
    public void Warning_OfAGrant_IsBeforeItsEndAndAfterItsStart(int minutes, int? warned)
    {
        var policy = new JitPolicy(Draft(Lead) with { Stages = [], AutoApproved = true, WarnBefore = Duration.FromMinutes(5) });
        var submitted = Decider.Submit(World.Empty, new SubmitCommand
        {
            Requester = new Party(Amina) { Facts = FactSet.Empty.With([new Fact(FactNames.Role, ["support"], "claims", Now)]) },
            Policy = new CurrentPolicy(policy, new PolicyPin("policy", "set", 1, "hash")),
            PolicyName = "policy",
            Duration = Duration.FromMinutes(minutes),
            RequestId = "r",
            GrantId = "g",
        }, Context(Now));

        Assert.Equal(warned is { } minute ? Now + Duration.FromMinutes(minute) : null, submitted.Events.OfType<GrantActivated>().Single().Grant.WarnAt?.At);
    }

    [Fact]
    public void Warn_OnTheTick_WarnsAndNeitherBeforeNorAfterTheEnd()
    {
        var grant = Grant(warnAt: Deadline.From(Now));
        Assert.Equal(Reason.StartNotDue, Decider.Warn(grant, Now - Tick).Rejection!.Reason);
        Assert.Equal(Reason.StartNotDue, Decider.Warn(Grant(warnAt: null), Now).Rejection!.Reason);
        Assert.Equal(Reason.GrantEnded, Decider.Warn(grant, Now + Hour).Rejection!.Reason);

        var ending = Assert.IsType<GrantEnding>(Assert.Single(Decider.Warn(grant, Now).Events));

        Assert.Equal((grant.End, Now), (ending.End, ending.At));
        Assert.Null(ending.Apply(World.Empty.With(grant)).Get<GrantRecord>(grant.Key).WarnAt);
        Assert.Equal((Now, Now + Hour), (grant.Index.Due!.Value.At, Grant(warnAt: null).Index.Due!.Value.At));
    }

    private static Decision Notify(RequestRecord request, Instant now, StageDraft? current = null) =>
        Decider.Notify(new NoticeCommand(request, new PolicyPair(Policy(Lead), Policy(current ?? Lead))), Context(now));

    private static ApprovalStage Stage(StageDraft draft) => Policy(draft).Stages[0];

    private static StageWait? Wait(StageDraft draft) => StageWait.On(Stage(draft), Now);

    private static JitPolicy Policy(StageDraft draft) => new(Draft(draft));

    private static PolicyDraft Draft(StageDraft stage) => new()
    {
        Name = "policy",
        Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))],
        Eligible = Has.Role("support"),
        MaxDuration = Hour,
        Stages = [stage],
    };

    private static RequestRecord Asked() => Bare.Request([.. Policy(Lead).Scopes]) with { Lapses = Deadline.After(Now, 24 * Hour), Waiting = Wait(Lead) };

    private static GrantRecord Grant(Deadline? warnAt) =>
        Bare.Grant([.. Policy(Lead).Scopes]) with { Start = Now - Hour, End = Deadline.After(Now, Hour), WarnAt = warnAt };

    private static DecisionContext Context(Instant now) => Bare.Context() with { Now = now };
}
