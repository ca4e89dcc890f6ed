using JitAccess.Tests.Deciding;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>What events about grants leave behind in the grant and in its holder's ledger.</summary>
public sealed class GrantEventTests
{
    private static readonly Instant Later = Bare.Now + Duration.FromMinutes(3);
    private static readonly GrantRecord Grant = Bare.Grant();

    [Theory]
    [InlineData("Claimable", true)]
    [InlineData("Scheduled", null)]
    [InlineData("Active", null)]
    public void Finished_OnlyWhatWaitedForItsHolder_IsUnclaimed(string state, bool? isUnclaimed)
    {
        var ended = Read(World.Empty.With(Grant with { State = Enum.Parse<GrantState>(state) }).Apply([new GrantReleased(default, "g", Bare.Amina, Later)]));

        Assert.Equal((GrantState.Released, Later, isUnclaimed), (ended.State, ended.EndedAt, ended.IsUnclaimed));
    }

    // What the last use admitted goes on, so its time does too; whatever else ends a grant gives back what is left.
    [Fact]
    public void Finished_TimeThatCounts_IsWhatItWasHeldFor()
    {
        var begun = World.Empty.Apply([new GrantActivated(Grant, []) { CountsTime = true }]);

        Assert.Equal([(Grant.Start, Grant.End.At)], Spent(begun));
        Assert.Equal([(Grant.Start, Grant.End.At)], Spent(begun.Apply([new GrantUsedUp(default, "g", Bare.Amina, Later)])));
        Assert.Equal([(Grant.Start, Later)], Spent(begun.Apply([new GrantReleased(default, "g", Bare.Amina, Later)])));
        Assert.Equal([(Grant.Start, Later)], Spent(begun.Apply([new GrantRevoked(default, "g", Bare.Amina, Later, "text")])));
    }

    [Fact]
    public void Given_TimeThatDoesNotCount_IsNotWrittenDown()
    {
        Assert.Empty(Spent(World.Empty.Apply([new GrantActivated(Grant, [])])));
        Assert.Empty(Spent(World.Empty.Apply([new GrantScheduled(Grant, [])])));
        Assert.Empty(Spent(World.Empty.Apply([new GrantClaimable(Grant, [])])));
        Assert.NotEmpty(Spent(World.Empty.Apply([new GrantScheduled(Grant, []) { CountsTime = true }])));
    }

    // It counts from its schedule on, whatever the policy says when it begins.
    [Fact]
    public void Activated_WasScheduledAndCounts_GoesOnCounting()
    {
        var scheduled = World.Empty.Apply([new GrantScheduled(Grant with { State = GrantState.Scheduled }, []) { CountsTime = true }]);
        var shorter = Grant with { End = Deadline.From(Later) };

        Assert.Equal([(Grant.Start, Later)], Spent(scheduled.Apply([new GrantActivated(shorter, [])])));
        Assert.Equal(2, Spent(scheduled.Apply([new GrantActivated(shorter with { Id = "h" }, []) { CountsTime = true }])).Length);
        Assert.Single(Spent(scheduled.Apply([new GrantActivated(shorter with { Id = "h" }, [])])));
    }

    [Fact]
    public void Activated_GoesOnFromAnother_ThatOneWarnsNoMore()
    {
        var world = World.Empty.With(Grant with { WarnAt = Deadline.From(Later) });

        Assert.Null(Read(world.Apply([new GrantActivated(Grant with { Id = "h", Extends = "g" }, [])])).WarnAt);
        Assert.NotNull(Read(world.Apply([new GrantActivated(Grant with { Id = "h" }, [])])).WarnAt);
    }

    [Fact]
    public void Claimable_OnlyWhatItsFirstUseBegins_IsKnownToChecks()
    {
        var claimable = Grant with { State = GrantState.Claimable };

        Assert.Empty(new GrantClaimable(claimable, []).Effects);
        Assert.Single(new GrantClaimable(claimable with { AtFirstUse = true }, []).Effects);
    }

    private static GrantRecord Read(World world) => world.Get<GrantRecord>(GrantRecord.KeyOf(default, "g"));

    private static (Instant From, Instant Until)[] Spent(World world) => [.. (world.Ledger(Bare.Amina).Spent ?? []).Select(item => (item.From.At, item.Until.At))];
}
