using JitAccess.Journal;
using JitAccess.Testing;
using JitAccess.Tests.Deciding.Model;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants;

/// <summary>A grant that waits for its first use, as a table holds it: it begins once, and nothing that comes late or again prolongs it.</summary>
public sealed class FirstUseTableTests(ITestOutputHelper output)
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly FreshTable _node = new();

    [Fact]
    public void Apply_FirstUse_TakesThePlaceOfWhatWaited()
    {
        _node.Table.Apply(Waits(), _node.Now);
        var waits = Check();
        Assert.True(waits is { NeedsCommit: true, IsAllowed: false });
        Assert.Equal(5 * Minute, waits.Grant!.End.At - _node.Time.Now);

        _node.Table.Apply(Begun(), _node.Now);

        Assert.Equal((true, 1, Begun().End), (Check().IsAllowed, _node.Table.Count, Check().Grant!.End));
        _node.Time.Advance(2 * Minute);
        Assert.Equal(Reason.Expired, Check().Reason);
    }

    [Fact]
    public void Apply_CountedUses_StillTakeACommit()
    {
        _node.Table.Apply(Waits(), _node.Now);
        _node.Table.Apply(Begun() with { TakesCommit = true }, _node.Now);
        Assert.True(Check() is { NeedsCommit: true, Grant.AtFirstUse: false });
    }

    // A follower that lags sees the deadline of the claim pass before it hears of a claim just before.
    [Fact]
    public void Apply_FirstUseHeardOfAfterTheDeadline_Lives()
    {
        _node.Table.Apply(Waits(), _node.Now);
        var begun = Begun() with { End = Deadline.After(_node.Time.Now, 20 * Minute) };
        _node.Time.Advance(5 * Minute);
        Assert.Equal(Reason.Expired, Check().Reason);

        _node.Table.Apply(begun, _node.Now);

        Assert.True(Check().IsAllowed);
    }

    // Own commits are applied before what others committed earlier is read, and what is read again comes again.
    [Theory]
    [InlineData("released")]
    [InlineData("expired")]
    [InlineData(null)]
    public void P25_EffectsInAnyOrderAndAgain_NeverProlong(string? end) => Properties.Check(
        FsCheck.Fluent.Prop.ForAll(FsCheck.Fluent.ArbMap.Default.ArbFor<int>(), seed =>
        {
            var (dice, node) = (new Dice(seed), new FreshTable());
            var (hasBegun, hasEnded) = (false, false);
            for (var step = 0; step < 8; step++)
            {
                switch (dice.Between(0, end is null ? 2 : 3))
                {
                    case 0:
                        node.Table.Apply(Waits(), node.Now);
                        break;
                    case 1:
                        node.Table.Apply(Begun(), node.Now);
                        hasBegun = true;
                        break;
                    case 2 when hasBegun && !hasEnded:
                        node.Table.Load([Begun()], node.Now);
                        break;
                    case 3:
                        node.Table.Apply(new GrantEnded("a", Amina, end == "expired" ? Reason.Expired : Reason.Released), node.Now);
                        hasEnded = true;
                        break;
                }

                var check = node.Checker.Check(node.Table.Resolve(Amina), "orders:refund", "orders/1");
                Assert.Equal(hasBegun && !hasEnded, check.IsAllowed);
                Assert.False(hasEnded && check.NeedsCommit);
                Assert.False(hasBegun && check.NeedsCommit);
                Assert.True(!hasBegun || hasEnded || check.Grant!.End == Begun().End);
            }
        }),
        output);

    [Fact]
    public void Load_Snapshot_TellsThemApart()
    {
        _node.Table.Load([Waits(), Begun() with { Grant = "b", TakesCommit = true }, Waits() with { Grant = "c" }], _node.Now);
        Assert.Equal([true, false, true], _node.Table.Find(Amina)!.Grants.Select(grant => grant.AtFirstUse));
    }

    // What is held is another grant to those who work under it.
    [Fact]
    public void Load_SnapshotInWhichItHasBegunWithTheSameEnd_IsTakenAnew()
    {
        _node.Table.Apply(Waits(), _node.Now);
        Assert.True(Check().NeedsCommit);

        _node.Table.Load([Begun() with { End = Waits().End }], _node.Now);

        Assert.True(Check().IsAllowed);
    }

    [Fact]
    public void ReadEffects_OfWhatWasWritten_AreTheSame()
    {
        foreach (var effect in new[] { Waits(), Begun() })
        {
            using var stream = new MemoryStream();
            using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            {
                effect.Write(writer);
            }

            using var document = System.Text.Json.JsonDocument.Parse(stream.ToArray());
            Assert.Equal(effect.AtFirstUse, document.RootElement.TryGetProperty("atFirstUse", out var atFirstUse) && atFirstUse.GetBoolean());
        }
    }

    private static GrantLive Waits() => Begun() with { End = Deadline.After(new FreshTable().Time.Now, 5 * Minute), TakesCommit = true, AtFirstUse = true };

    private static GrantLive Begun() => new(
        "a", Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(new FreshTable().Time.Now, 2 * Minute), TakesCommit: false, []);

    private GrantCheck Check() => _node.Checker.Check(_node.Table.Resolve(Amina), "orders:refund", "orders/1");
}
