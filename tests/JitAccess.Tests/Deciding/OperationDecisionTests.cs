using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>What is decided for those who operate.</summary>
public sealed class OperationDecisionTests
{
    private static readonly Subject Olga = Subject.Human("idp", "olga");
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Instant Now = Bare.Now;
    private static readonly Duration Millisecond = Duration.FromMilliseconds(1);
    private static readonly JournalCursor Read = new(7, new byte[] { 1, 2, 255 });

    [Theory]
    [InlineData(null, 0)]
    [InlineData(-1L, 0)]
    [InlineData(0L, 1)]
    [InlineData(50L, 51)]
    public void Adopt_Number_GrowsWithTimeAndBeyondTheLast(long? lastAfterNow, long expectedAfterNow)
    {
        var now = Now.ToUnixTimeMilliseconds();
        var world = lastAfterNow is { } last ? World.Empty.With(new EpochRecord(now + last, 1, "00")) : World.Empty;

        var adopted = Assert.IsType<StoreAdopted>(Assert.Single(Decider.Adopt(world, Read, "why", Bare.Context(Olga)).Events));

        Assert.Equal((now + expectedAfterNow, 7, "0102ff"), (adopted.Number, adopted.After, adopted.AfterHash));
        Assert.Equal(new Epoch(adopted.Number), Assert.Single(adopted.Effects));
        var record = adopted.Apply(world).Get<EpochRecord>(EpochRecord.TheKey);
        Assert.Equal((adopted.Number, 7, "0102FF"), (record.Number, record.Before.Position, Convert.ToHexString(record.Before.Hash.Span)));
    }

    [Fact]
    public void EndBefore_Grants_EndsWhatLivesAndBeganByThen()
    {
        var epoch = Now; // when its entry was sealed
        GrantRecord[] grants =
        [
            Grant("before", Now - Millisecond, Now + Millisecond),
            Grant("at", Now, Now + Millisecond),
            Grant("after", Now + Millisecond, Now + Millisecond + Millisecond),
            Grant("over", Now - Millisecond, Now),
            Grant("revoked", Now - Millisecond, Now + Millisecond) with { State = GrantState.Revoked },
        ];
        var context = Bare.Context(Olga);

        var ends = Decider.EndBefore(epoch, grants, "why", context).Events.Cast<GrantRevoked>().ToList();

        Assert.Equal(["before", "at"], ends.Select(end => end.Grant));
        Assert.Equal(Reason.GrantEnded, Decider.EndBefore(epoch, grants[2..], "why", context).Rejection!.Reason);
        Assert.All(ends, end => Assert.Equal(Amina.Key, context.Texts.Sealed.Single(text => text.Hash == end.Why).Owner));
    }

    [Fact]
    public void Forget_WhatWaits_IsGoneFromTheRecords()
    {
        var aside = SetAsideRecord.Of("export", 5, new string('0', 64), Now, "IOException");
        var world = World.Empty.With(aside with { Attempts = 3 });

        var forgotten = Assert.IsType<EntryForgotten>(Assert.Single(Decider.Forget(world, "export", 5, "why", Bare.Context(Olga)).Events));

        Assert.Equal(("export", 5, 3, "IOException"), (forgotten.Follower, forgotten.Position, forgotten.Attempts, forgotten.Failure));
        Assert.False(forgotten.Apply(world).TryGet<SetAsideRecord>(aside.Key, out _));
        var refused = Decider.Forget(world, "export", 6, "why", Bare.Context(Olga)).Rejection!;
        Assert.Equal((Reason.NotFound, "6"), (refused.Reason, refused.Findings.Single().Value));
    }

    private static GrantRecord Grant(string id, Instant start, Instant end) => Bare.Grant() with { Id = id, Start = start, End = Deadline.From(end) };
}
