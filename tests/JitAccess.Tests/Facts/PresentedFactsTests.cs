using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Facts;

public sealed class PresentedFactsTests
{
    [Fact]
    public void GoodUntil_SeveralFacts_CountsFromTheEarliest()
    {
        var presented = FactSet.Empty.With(
        [
            new Fact("role", ["support"], "claims", ManualTime.Start + Duration.FromMinutes(5)),
            new Fact("address", ["192.0.2.7"], "session", ManualTime.Start),
        ]);

        var goodUntil = PresentedFacts.GoodUntil(presented, Duration.FromHours(8))!.Value;

        Assert.Equal(ManualTime.Start + Duration.FromHours(8), goodUntil.At);
        Assert.False(goodUntil.HasPassed(ManualTime.Start + Duration.FromHours(8) - Duration.FromMilliseconds(1)));
        Assert.True(goodUntil.HasPassed(ManualTime.Start + Duration.FromHours(8)));
    }

    [Fact]
    public void GoodUntil_NothingPresented_HasNoDeadline() => Assert.Null(PresentedFacts.GoodUntil(FactSet.Empty, Duration.FromHours(8)));

    [Fact]
    public void P15_GoodUntil_ZeroOrLess_IsAnErrorNeverForever()
    {
        var presented = FactSet.Empty.With([new Fact("role", [], "claims", ManualTime.Start)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => PresentedFacts.GoodUntil(presented, Duration.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PresentedFacts.GoodUntil(presented, Duration.FromSeconds(-1)));
    }
}
