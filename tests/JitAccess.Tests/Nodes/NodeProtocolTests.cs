using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Tests.Nodes;

/// <summary>The freshness of a node, message by message: what it believes, until when, and what it never believes.</summary>
public sealed class NodeProtocolTests
{
    private const long Bound = 5000;
    private const long Start = 1_772_442_000_000;

    private static readonly NodeProtocol Protocol = new(Bound);
    private static readonly Subject Amina = Subject.Human("i", "amina");

    private NodeState _state = NodeState.New;
    private long _wall = Start;
    private long _monotonic;
    private long _parts; // of a millisecond, in units of 100 nanoseconds

    private NodeTime Now => new(_wall, (_monotonic * 10_000) + _parts);

    [Fact]
    public void P27_NothingRead_DeniesAndAsksForASnapshot()
    {
        Assert.Equal("not-synchronised", Answer());
        Assert.IsType<NodeEffect.ReadSnapshot>(Assert.Single(Tell(NodeMessage.PollDue.Now)));
        Assert.Equal("not-synchronised", Answer());
    }

    [Fact]
    public void Snapshot_Read_LoadsTheTableAndPollsOn()
    {
        Tell(NodeMessage.PollDue.Now);
        var effects = Tell(Snapshot(poll: 1, position: 3));

        Assert.Collection(
            effects,
            load => Assert.IsType<NodeEffect.LoadTable>(load),
            read => Assert.Equal(3, Assert.IsType<NodeEffect.ReadJournal>(read).After.Position));
        Assert.Equal("fresh", Answer());
    }

    [Fact]
    public void Proof_OfAPoll_LastsFromItsSendingForTheBoundLessOneInAHundred()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Pass(3000); // the answer takes its time
        Tell(Page(poll: 3, after: 1));

        Pass(4950 - 3000 - 1);
        Assert.Equal("fresh", Answer());
        Pass(1);
        Assert.Equal("node-stale", Answer());
    }

    [Fact]
    public void P28_Hint_Alone_ProvesNothing()
    {
        Synchronise();
        for (var hint = 0; hint < 50; hint++)
        {
            Pass(100);
            Tell(NodeMessage.PollDue.Now);
        }

        Assert.Equal("node-stale", Answer());
    }

    [Fact]
    public void PollDue_WhileOneIsOutstanding_SendsAnotherAfterItsAnswer()
    {
        Synchronise();
        Assert.Single(Tell(NodeMessage.PollDue.Now));
        Assert.Empty(Tell(NodeMessage.PollDue.Now));

        Assert.IsType<NodeEffect.ReadJournal>(Assert.Single(Tell(Page(poll: 3, after: 1))));
    }

    [Fact]
    public void PollDue_OutstandingOneOlderThanTheBound_IsReplacedAndItsAnswerPassedOver()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Pass(Bound);
        Assert.Equal(4, Assert.IsType<NodeEffect.ReadJournal>(Assert.Single(Tell(NodeMessage.PollDue.Now))).Poll);

        Assert.Empty(Tell(Page(poll: 3, after: 1)));
        Assert.Equal("node-stale", Answer());
        Tell(Page(poll: 4, after: 1));
        Assert.Equal("fresh", Answer());
    }

    [Theory]
    [InlineData(4950, 0)] // the wall clock was set ahead: suspended for that long, as far as anyone can tell
    [InlineData(0, 4950)]
    [InlineData(-3_600_000, 4950)] // the wall clock was set back
    [InlineData(4950, -1)]
    public void P24_EitherClockPastTheLease_Denies(long wall, long monotonic)
    {
        Synchronise();
        _wall += wall;
        _monotonic += Math.Max(0, monotonic);

        Assert.Equal("node-stale", Answer());
    }

    [Fact]
    public void P24_WallSetBack_TimeIsCarriedOnAndNeverRunsBack()
    {
        Synchronise();
        var last = Time();
        for (var minute = 0; minute < 60; minute++)
        {
            _wall -= 50_000;
            Pass(1000);
            Tell(NodeMessage.PollDue.Now);
            Tell(Page(_state.Polls, after: 1, storeTime: _wall)); // the store's clock is this machine's
            Assert.Equal(last + 1000, Time());
            last = Time();
        }
    }

    [Fact]
    public void P24_ProofWithinAMillisecondOfTheLast_TimeDoesNotRunBack()
    {
        Synchronise();
        _parts = 9000;
        Tell(NodeMessage.PollDue.Now);
        _parts = 11_000;
        var before = Time();
        Tell(Page(poll: 3, after: 1));

        Assert.Equal(before, Time());
    }

    [Fact]
    public void P29_StoreWithoutTheReadPrefix_DeniesForGood()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        DemandAlarm(Tell(Page(poll: 3, after: 1, holdsPrefix: false)));

        // All that it asks from then on is whether the store was adopted.
        Assert.Equal("node-refuses", Answer());
        Assert.Empty(Tell(NodeMessage.PollDue.Now));
        Assert.Empty(Tell(new NodeMessage.EpochRead(4, "a life", null)));
        Assert.IsType<NodeEffect.ReadEpoch>(Assert.Single(Tell(NodeMessage.PollDue.Now)));
        Assert.Empty(Tell(Page(poll: 5, after: 1)));
        Assert.Empty(Tell(Snapshot(poll: 5, position: 1)));
        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P29_ReplacedStoreIsAdopted_BeginsAnewWithItOnceThatIsProved()
    {
        Synchronise();
        var time = Time();
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 1, holdsPrefix: false));

        Assert.IsType<NodeEffect.ReadSnapshot>(Assert.Single(Tell(new NodeMessage.EpochRead(4, "a life", new AdoptedAt(1, new JournalCursor(7, Hash(7)))))));
        Assert.Equal("not-synchronised", Answer());
        var asked = Assert.IsType<NodeEffect.ReadJournal>(Tell(Snapshot(poll: 5, position: 8))[1]);
        Assert.Equal((7, "not-synchronised"), (asked.After.Position, Answer()));
        Tell(Page(poll: 6, after: 8, entries: [Entry(8)]));
        Tell(Page(poll: 7, after: 8));

        Assert.Equal(("fresh", 1L), (Answer(), _state.Epoch));
        Assert.True(Time() >= time);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void P29_ReplacedStoreShowsAnAdoptionThatTheNodeKnows_GoesOnDenying(long number)
    {
        _state = NodeState.Remembering(new JournalCursor(3, Hash(3)), "a life", epoch: 4);
        Tell(NodeMessage.PollDue.Now);
        Tell(Snapshot(poll: 1, position: 2));
        DemandAlarm(Tell(Page(poll: 2, after: 2, holdsPrefix: false)));

        Assert.Empty(Tell(new NodeMessage.EpochRead(3, "a life", new AdoptedAt(number, new JournalCursor(1, Hash(1))))));
        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P29_AdoptedStoreIsReplacedBeforeItsSnapshot_Denies()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 1, holdsPrefix: false));
        Tell(new NodeMessage.EpochRead(4, "a life", new AdoptedAt(1, new JournalCursor(7, Hash(7)))));
        Tell(Snapshot(poll: 5, position: 8));

        DemandAlarm(Tell(Page(poll: 6, after: 8, holdsPrefix: false)));
        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P29_EntryOfAFork_IsAReplacedStoreThatCanBeAdopted()
    {
        Synchronise();
        Tell(new NodeMessage.Committed([Entry(2) with { Previous = Hash(99) }]));

        Assert.Equal("node-refuses", Answer());
        Assert.IsType<NodeEffect.ReadEpoch>(Assert.Single(Tell(NodeMessage.PollDue.Now)));
    }

    [Fact]
    public void Epoch_OfASnapshotOrAnEntry_IsRemembered()
    {
        Tell(NodeMessage.PollDue.Now);
        Tell(Snapshot(poll: 1, position: 1) with { Epoch = 5 });
        Assert.Equal(5, _state.Epoch);

        Tell(Page(poll: 2, after: 2, entries: [Entry(2) with { Effects = [new Epoch(9)] }]));
        Assert.Equal(9, _state.Epoch);
    }

    private static void DemandAlarm(IEnumerable<NodeEffect> effects) => Assert.Collection(
        effects, static effect => Assert.IsType<NodeEffect.Alarm>(effect), static effect => Assert.IsType<NodeEffect.ReadEpoch>(effect));

    [Fact]
    public void P29_AnotherLifeOfTheStore_Denies()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 1, incarnation: "another"));

        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P26_GapInAPage_Denies()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 1, entries: [Entry(3)]));

        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P26_HeadAheadOfAnEmptyPage_Denies()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 5));

        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void Page_ThatIsNotTheLast_ProvesNothingYet()
    {
        Synchronise();
        Pass(4950);
        Tell(NodeMessage.PollDue.Now);
        var effects = Tell(Page(poll: 3, after: 3, entries: [Entry(2)]));

        Assert.Equal("node-stale", Answer());
        Assert.Equal(2, Assert.IsType<NodeEffect.ReadJournal>(effects[^1]).After.Position);
        Tell(Page(poll: 4, after: 3, entries: [Entry(3)]));
        Assert.Equal("fresh", Answer());
    }

    [Fact]
    public void Page_EntryThatCannotBeRead_DeniesButKeepsWhatCameBefore()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        var end = new GrantEnded("g", Amina, Reason.Revoked);
        var effects = Tell(Page(poll: 3, after: 3, entries: [Entry(2, end), Entry(3) with { Fault = "an unknown effect" }]));

        Assert.Equal(end, Assert.IsType<NodeEffect.ApplyToTable>(effects[0]).Effect);
        Assert.Equal("an unknown effect", Assert.IsType<NodeEffect.Alarm>(effects[1]).Message);
        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void Committed_NextInTheJournal_IsFollowedAtOnce()
    {
        Synchronise();
        var live = new GrantLive("g", Amina, [], "p", default, false, []);
        Assert.Equal(live, Assert.IsType<NodeEffect.ApplyToTable>(Assert.Single(Tell(new NodeMessage.Committed([Entry(2, live)])))).Effect);

        Assert.Equal(2, _state.Cursor!.Value.Position);
    }

    [Fact]
    public void Committed_BehindOthers_EndsAtOnceAndLeavesTheRestToAPoll()
    {
        Synchronise();
        var (live, end) = (new GrantLive("g", Amina, [], "p", default, false, []), new GrantEnded("h", Amina, Reason.Revoked));
        Assert.Equal(end, Assert.IsType<NodeEffect.ApplyToTable>(Assert.Single(Tell(new NodeMessage.Committed([Entry(3, live), Entry(4, end)])))).Effect);

        Assert.Equal(1, _state.Cursor!.Value.Position);
        Tell(NodeMessage.PollDue.Now);
        Tell(Page(poll: 3, after: 4, entries: [Entry(2), Entry(3, live), Entry(4, end)]));
        Assert.Equal(4, _state.Cursor!.Value.Position);
    }

    [Fact]
    public void Page_ReadBeforeAnOwnCommit_IsPassedOverWhereItWasFollowed()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Tell(new NodeMessage.Committed([Entry(2), Entry(3)]));
        Tell(Page(poll: 3, after: 2, entries: [Entry(2)]));

        Assert.Equal((3, "fresh"), (_state.Cursor!.Value.Position, Answer()));
    }

    [Fact]
    public void Committed_OnAnotherJournal_Denies()
    {
        Synchronise();
        Tell(new NodeMessage.Committed([Entry(2) with { Previous = new byte[] { 9 } }]));

        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void Committed_WhileDenying_EndsAllTheSame()
    {
        Synchronise();
        _state = _state with { Fault = "the test says so" };

        Assert.Single(Tell(new NodeMessage.Committed([Entry(7, new GrantEnded("g", Amina, Reason.Revoked))])));
    }

    [Fact]
    public void PollFailed_Always_LeavesTheProofAsItWas()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        Pass(1000);
        Assert.Empty(Tell(new NodeMessage.PollFailed(3)));

        Assert.Equal("fresh", Answer());
        Assert.Single(Tell(NodeMessage.PollDue.Now));
        Pass(3950);
        Assert.Equal("node-stale", Answer());
    }

    // A step back would hide as much of a suspend, in which the monotonic clock stops: each clock alone shows nothing.
    [Fact]
    public void P24_WallStepsBackAndTheMachineIsSuspended_LeaseIsOver()
    {
        Synchronise();
        _wall -= 60_000;
        Tell(NodeMessage.PollDue.Now);
        Tell(new NodeMessage.PollFailed(3));
        Assert.Equal("fresh", Answer());

        _wall += 4949; // the suspend
        Assert.Equal("fresh", Answer());
        _wall += 1;
        Assert.Equal("node-stale", Answer());
    }

    [Fact]
    public void P24_WallStepsBackWhileAPollIsOnItsWay_ProofCountsFromItsSending()
    {
        Synchronise();
        Tell(NodeMessage.PollDue.Now);
        _wall -= 60_000;
        Pass(1000);
        Tell(Page(poll: 3, after: 1));

        _wall += 3949;
        Assert.Equal("fresh", Answer());
        _wall += 1;
        Assert.Equal("node-stale", Answer());
    }

    [Fact]
    public void P29_Remembered_StoreThatHoldsIt_AnswersOnceThatIsProved()
    {
        _state = NodeState.Remembering(new JournalCursor(3, Hash(3)), "a life");
        Assert.Equal("not-synchronised", Answer());
        Assert.IsType<NodeEffect.ReadSnapshot>(Assert.Single(Tell(NodeMessage.PollDue.Now)));

        // The snapshot first, then the proof: what is put back in between does not slip through.
        var asked = Assert.IsType<NodeEffect.ReadJournal>(Tell(Snapshot(poll: 1, position: 5))[1]);
        Assert.Equal((3, "not-synchronised"), (asked.After.Position, Answer()));
        asked = Assert.IsType<NodeEffect.ReadJournal>(Assert.Single(Tell(Page(poll: 2, after: 5, entries: [Entry(4), Entry(5)]))));
        Assert.Equal((5, "fresh"), (asked.After.Position, Answer())); // as fresh as the snapshot, which this page has proved
        Tell(Page(poll: 3, after: 5));

        Assert.Equal("fresh", Answer());
    }

    [Fact]
    public void P29_Remembered_StoreThatDoesNotHoldIt_Denies()
    {
        _state = NodeState.Remembering(new JournalCursor(3, Hash(3)), "a life");
        Tell(NodeMessage.PollDue.Now);
        Tell(Snapshot(poll: 1, position: 2));
        DemandAlarm(Tell(Page(poll: 2, after: 2, holdsPrefix: false)));

        Assert.Equal("node-refuses", Answer());
    }

    [Fact]
    public void P29_Remembered_StoreOfAnotherLife_Denies()
    {
        _state = NodeState.Remembering(new JournalCursor(3, Hash(3)), "another life");
        Tell(NodeMessage.PollDue.Now);
        DemandAlarm(Tell(Snapshot(poll: 1, position: 5)));

        Assert.Equal("node-refuses", Answer());
    }

    private void Synchronise()
    {
        Tell(NodeMessage.PollDue.Now);
        Tell(Snapshot(poll: 1, position: 1));
        Tell(Page(poll: 2, after: 1));
        Assert.Equal("fresh", Answer());
    }

    private ImmutableArray<NodeEffect> Tell(NodeMessage message)
    {
        var step = Protocol.Step(_state, message, Now);
        _state = step.State;
        return step.Effects;
    }

    private string Answer() => Protocol.MayAnswer(_state, Now, out _, out var refusal) ? "fresh" : refusal.Code;

    private long Time()
    {
        Protocol.MayAnswer(_state, Now, out var time, out _);
        return time;
    }

    private void Pass(long milliseconds) => (_wall, _monotonic) = (_wall + milliseconds, _monotonic + milliseconds);

    private NodeMessage.SnapshotRead Snapshot(long poll, long position) => new(poll, "a life", Head(position, _wall), []);

    private NodeMessage.PageRead Page(
        long poll, long after, bool holdsPrefix = true, string incarnation = "a life", long? storeTime = null, params ChainedEntry[] entries) =>
        new(poll, incarnation, Head(after, storeTime ?? _wall), holdsPrefix, entries);

    private static JournalHead Head(long position, long time) => new(position, Hash(position), Instant.FromUnixTimeMilliseconds(time));

    private static ChainedEntry Entry(long position, params Effect[] effects) =>
        new(position, Hash(position - 1), Hash(position), Deadline.From(Instant.FromUnixTimeMilliseconds(Start)), [.. effects]);

    private static byte[] Hash(long position) => BitConverter.GetBytes(position);
}
