using JitAccess.Journal;
using JitAccess.Testing;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>What the table holds after each effect, for how long it remembers the dead, and whom it tells.</summary>
public sealed class GrantTableTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Subject Ravi = Subject.Human("i", "ravi");
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly FakeTime _time;
    private readonly GrantEndings _endings;
    private readonly GrantTable _table;
    private readonly GrantChecker _checker;

    public GrantTableTests()
    {
        var node = new FreshTable();
        (_time, _endings, _table, _checker) = (node.Time, node.Endings, node.Table, node.Checker);
    }

    private long Now => _time.Now.ToUnixTimeMilliseconds();

    [Fact]
    public void Load_GrantThatIsHeld_StaysTheSameForItsWatchers()
    {
        var effect = Live("a");
        Apply(effect);
        var held = Held("a");
        var told = 0;
        _endings.Watch(held, () => told++);

        _table.Load([effect, Live("b")], Now);

        Assert.Same(held, Held("a"));
        Assert.Equal(0, told);
        Apply(new GrantEnded("a", Amina, Reason.Revoked));
        Assert.Equal(1, told);
    }

    [Fact]
    public void Load_HeldGrantWithAnotherEnd_IsTakenAnewAndTheOldOneEnds()
    {
        Apply(Live("a", Minute));
        var told = 0;
        _endings.Watch(Held("a"), () => told++);

        _table.Load([Live("a", 2 * Minute)], Now);

        Assert.Equal(1, told);
        _time.Advance(Minute);
        Assert.True(Check().IsAllowed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EndThatCameBeforeItsGrant_IsHonouredWhenThatComes(bool inASnapshot)
    {
        Apply(new GrantEnded("a", Amina, Reason.Revoked));
        _time.Advance(4 * Minute);
        _table.Prune(Now);

        if (inASnapshot)
        {
            _table.Load([Live("a"), Live("b", to: Ravi)], Now);
        }
        else
        {
            Apply(Live("a"));
        }

        Assert.Equal((false, Reason.Revoked), (Check().IsAllowed, Check().Reason));
    }

    [Fact]
    public void Prune_EndWhoseGrantNeverCame_IsForgottenAfterFiveMinutes()
    {
        Apply(new GrantEnded("a", Amina, Reason.Revoked));
        _time.Advance(5 * Minute);
        _table.Prune(Now);

        Apply(Live("a"));

        Assert.True(Check().IsAllowed); // which no store gives: what has ended does not come again
    }

    [Fact]
    public void Load_GrantThatWasEndedHere_LivesByTheSnapshot()
    {
        // Only a snapshot that is ahead of this node can hold it still: the store's word counts.
        Apply(Live("a"));
        var dead = Held("a");
        Apply(new GrantEnded("a", Amina, Reason.Revoked));

        _table.Load([Live("a")], Now);

        Assert.NotSame(dead, Held("a"));
        Assert.True(Check().IsAllowed);
    }

    [Fact]
    public void Load_HandleResolvedBefore_SeesTheNewTable()
    {
        Apply(Live("a"));
        var handle = _table.Resolve(Amina);
        Assert.True(Check(handle).IsAllowed);

        _table.Load([], Now);
        Assert.Equal(Reason.NoGrant, Check(handle).Reason);

        Apply(Live("b"));
        Assert.Equal("b", Check(handle).GrantId);
    }

    [Theory]
    [InlineData(0, "revoked")]
    [InlineData(10, "expired")]
    public void Load_GrantGone_EndsByTimeOrByRevocation(int minutes, string state)
    {
        Apply(Live("a", 10 * Minute));
        var grant = Held("a");
        _time.Advance(minutes * Minute);

        _table.Load([], Now);

        Assert.False(grant.LivesAt(Now));
        Assert.Equal(state, grant.Because.Code);
    }

    [Fact]
    public void Apply_SubjectEnded_EndsEverythingOfThatSubjectAndTellsIt()
    {
        Apply(Live("a"));
        Apply(Live("b"));
        Apply(Live("c", to: Ravi));
        var told = new List<string>();
        foreach (var (id, subject) in new[] { ("a", Amina), ("b", Amina), ("c", Ravi) })
        {
            _endings.Watch(Held(id, subject), () => told.Add(id));
        }

        Apply(new SubjectEnded(Amina));
        Apply(new SubjectEnded(Subject.Human("i", "nobody")));

        Assert.Equal(["a", "b"], told.Order());
        Assert.Equal(Reason.Revoked, Check().Reason);
        Assert.True(Check(_table.Resolve(Ravi)).IsAllowed);
    }

    [Fact]
    public void Apply_SubjectEndedAfterTheEnd_KeepsTheReason()
    {
        Apply(Live("a", Minute));
        _time.Advance(Minute);

        Apply(new SubjectEnded(Amina));

        Assert.Equal(Reason.Expired, Check().Reason);
    }

    [Fact]
    public void Apply_Epoch_EndsEverythingOfEverybody()
    {
        Apply(Live("a"));
        Apply(Live("c", to: Ravi));

        Apply(new Epoch(1));

        Assert.Equal(Reason.Revoked, Check().Reason);
        Assert.Equal(Reason.Revoked, Check(_table.Resolve(Ravi)).Reason);
        Assert.Equal(0, _table.CountLive(Now));
    }

    [Fact]
    public void Apply_UnknownEffect_Throws() => Assert.Throws<InvalidOperationException>(() => Apply(new UnknownEffect()));

    [Fact]
    public void Apply_SameGrantTwice_IsHeldOnce()
    {
        Apply(Live("a"));
        Apply(Live("a"));

        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Apply_LastUse_AdmitsNothingMoreAndCutsNothingOff()
    {
        Apply(Live("a"));
        var told = 0;
        var grant = Held("a");
        _endings.Watch(grant, () => told++);

        Apply(new GrantEnded("a", Amina, Reason.UsedUp));

        Assert.Equal(0, told);
        Assert.Equal(Reason.UsedUp, Check().Reason);
        Assert.True(grant.CarriesOnAt(Now));
        _time.Advance(10 * Minute);
        Assert.Equal(1, told);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("released")]
    [InlineData("subject")]
    [InlineData("epoch")]
    public void Apply_EndAfterTheLastUse_CutsOffOnceAndStaysUsedUp(string how)
    {
        Apply(Live("a"));
        var told = 0;
        var grant = Held("a");
        _endings.Watch(grant, () => told++);
        Apply(new GrantEnded("a", Amina, Reason.UsedUp));

        for (var time = 0; time < 2; time++)
        {
            Apply(how switch
            {
                "subject" => new SubjectEnded(Amina),
                "epoch" => new Epoch(1),
                _ => new GrantEnded("a", Amina, Code(how)),
            });
        }

        Assert.Equal(1, told);
        Assert.False(grant.CarriesOnAt(Now));
        Assert.Equal(Reason.UsedUp, Check().Reason);
    }

    [Fact]
    public void Prune_UsedUpAndWatched_IsKeptUntilNobodyWatches()
    {
        Apply(Live("a", 60 * Minute));
        var watch = _endings.Watch(Held("a"), () => { });
        Apply(new GrantEnded("a", Amina, Reason.UsedUp));
        _time.Advance(30 * Minute);
        _table.Prune(Now);
        Assert.Equal(["a"], _table.CarryingOn(Amina.Tenant, Now).Select(grant => grant.Id));

        watch.Dispose();
        _table.Prune(Now);
        Assert.Empty(_table.CarryingOn(Amina.Tenant, Now));
        Assert.Null(_table.Find(Amina));
    }

    [Fact]
    public void Prune_ManyUsedUp_EachIsKeptForFiveMinutes()
    {
        for (var grant = 0; grant < 12; grant++)
        {
            Apply(Live($"g{grant}"));
            Apply(new GrantEnded($"g{grant}", Amina, Reason.UsedUp));
        }

        _table.Prune(Now);

        Assert.Equal(12, _table.CarryingOn(Amina.Tenant, Now).Count); // whoever took the last use is about to watch it
    }

    [Theory]
    [InlineData("released")]
    [InlineData("used-up")]
    [InlineData("expired")]
    [InlineData("revoked")]
    public void Apply_GrantEnded_TheDenialSaysWhy(string because)
    {
        Apply(Live("a"));

        Apply(new GrantEnded("a", Amina, Code(because)));

        Assert.Equal(because, Check().Reason!.Value.Code);
        Assert.Equal("a", Check().GrantId);
    }

    [Fact]
    public void Prune_EndedForFiveMinutes_IsForgottenThenAndNotBefore()
    {
        Apply(Live("a", 2 * Minute));
        _time.Advance(2 * Minute);
        _time.Advance((5 * Minute) - Duration.FromMilliseconds(1));
        _table.Prune(Now);
        Assert.Equal(Reason.Expired, Check().Reason);

        _time.Advance(Duration.FromMilliseconds(1));
        _table.Prune(Now);
        Assert.Equal(Reason.NoGrant, Check().Reason);
        Assert.Null(_table.Find(Amina));
    }

    [Fact]
    public void Prune_RevokedEarly_IsForgottenFiveMinutesAfterThat()
    {
        Apply(Live("a", 60 * Minute));
        Apply(new GrantEnded("a", Amina, Reason.Revoked));
        _time.Advance(5 * Minute);
        _table.Prune(Now);

        Assert.Null(_table.Find(Amina));
    }

    [Fact]
    public void Prune_OneLivesBesideTheDead_StaysAlone()
    {
        Apply(Live("dead"));
        Apply(Live("live", 60 * Minute));
        Apply(new GrantEnded("dead", Amina, Reason.Revoked));
        _time.Advance(5 * Minute);
        _table.Prune(Now);

        Assert.Equal(["live"], _table.Find(Amina)!.Grants.Select(grant => grant.Id));
    }

    [Fact]
    public void Prune_HandleOfAForgottenSubject_SeesTheNextGrant()
    {
        Apply(Live("a"));
        var handle = _table.Resolve(Amina);
        Assert.True(Check(handle).IsAllowed);
        Apply(new GrantEnded("a", Amina, Reason.Revoked));
        _time.Advance(5 * Minute);
        _table.Prune(Now);

        Apply(Live("b"));

        Assert.Equal("b", Check(handle).GrantId);
    }

    [Fact]
    public void Check_HandleOfNobody_FindsTheGrantThatCameSince()
    {
        var handle = _table.Resolve(Amina);
        Assert.Equal(Reason.NoGrant, Check(handle).Reason);
        Apply(Live("other", to: Ravi));
        Assert.Equal(Reason.NoGrant, Check(handle).Reason);

        Apply(Live("a"));
        Assert.Equal("a", Check(handle).GrantId);

        _table.Load([Live("b", to: Ravi)], Now);
        Assert.Equal(Reason.NoGrant, Check(handle).Reason);
        _table.Load([Live("c")], Now);
        Assert.Equal("c", Check(handle).GrantId);
    }

    [Fact]
    public void Check_ManyQuestions_AreAnsweredAsOfOneMoment()
    {
        Apply(Live("a"));
        JitQuestion[] questions = [new("orders:refund", "orders/1"), new("orders:refund", "orders/2"), default];
        var answers = new GrantCheck[4];

        _checker.Check(_table.Resolve(Amina), questions, answers);

        Assert.Equal([true, false, false, false], answers.Select(answer => answer.IsAllowed));
        Assert.Equal((Reason.OutOfScope, Reason.OutOfScope), (answers[1].Reason, answers[2].Reason));
    }

    [Fact]
    public void Apply_ManyEnded_EightNewestAreRemembered()
    {
        for (var grant = 0; grant < 12; grant++)
        {
            Apply(Live($"g{grant}"));
            _time.Advance(Duration.FromSeconds(1));
            Apply(new GrantEnded($"g{grant}", Amina, Reason.Released));
        }

        _table.Prune(Now);

        Assert.Equal(["g10", "g11", "g4", "g5", "g6", "g7", "g8", "g9"], _table.Find(Amina)!.Grants.Select(grant => grant.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_SeveralWhoseUsesAreCommitted_NamesTheFirst()
    {
        Apply(Live("a") with { TakesCommit = true });
        Apply(Live("b") with { TakesCommit = true });

        Assert.True(Check().NeedsCommit);
        Assert.Equal("a", Check().GrantId);

        Apply(Live("c"));
        Assert.Equal((true, "c"), (Check().IsAllowed, Check().GrantId));
    }

    private GrantCheck Check(SubjectHandle? handle = null) => _checker.Check(handle ?? _table.Resolve(Amina), "orders:refund", "orders/1");

    private void Apply(Effect effect) => _table.Apply(effect, Now);

    private LiveGrant Held(string id, Subject? subject = null) => _table.Find(subject ?? Amina)!.Grants.Single(grant => grant.Id == id);

    private GrantLive Live(string id, Duration? lasts = null, Subject? to = null) => new(
        id, to ?? Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(_time.Now, lasts ?? (10 * Minute)), false, []);

    private static Reason Code(string code) => Reason.TryFind(code, out var reason) ? reason : throw new ArgumentOutOfRangeException(nameof(code), code, null);

    private sealed record UnknownEffect : Effect
    {
        public override void Write(System.Text.Json.Utf8JsonWriter writer) => throw new NotSupportedException();
    }
}
