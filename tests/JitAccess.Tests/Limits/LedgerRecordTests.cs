using JitAccess.Tests.Deciding;
using NodaTime;

namespace JitAccess.Tests.Limits;

/// <summary>What a ledger keeps, and that what it does not have is not written.</summary>
public sealed class LedgerRecordTests
{
    private static readonly Deadline Soon = Deadline.After(Bare.Now, Duration.FromMinutes(1));
    private static readonly LedgerRecord Empty = LedgerRecord.Of(Bare.Amina);

    [Fact]
    public void IsEnding_EachForItself_UntilItsDeadline()
    {
        var ledger = Empty.WithEnding(["g", "h"], Soon);

        Assert.True(ledger.IsEnding("g", Bare.Now));
        Assert.True(ledger.IsEnding("h", Bare.Now));
        Assert.False(ledger.IsEnding("i", Bare.Now));
        Assert.False(ledger.IsEnding("g", Soon.At));
        Assert.False(Empty.IsEnding("g", Bare.Now));
    }

    [Fact]
    public void Optional_OnceNothingIsLeft_IsAbsent()
    {
        var spent = Empty with { Spent = [new SpentTime("policy", Deadline.From(Bare.Now), Soon, "g")] };

        Assert.Null(Empty.At(Bare.Now).Ending);
        Assert.Null(Empty.At(Bare.Now).Spent);
        Assert.Equal(2, Empty.WithEnding(["g", "h"], Soon).At(Bare.Now).Ending!.Value.Length);
        Assert.Null(Empty.WithEnding(["g"], Soon).At(Soon.At).Ending);
        Assert.Null(Empty.WithEnding(["g"], Soon).WithoutLive("g").Ending);
        Assert.Single(Empty.WithEnding(["g", "h"], Soon).WithoutLive("g").Ending!.Value);
        Assert.Single(spent.At(Bare.Now).Spent!.Value);
        Assert.Null(spent.At(Soon.At + AllowanceRule.LongestWindow).Spent);
        Assert.Null(spent.WithoutTimeAfter("g", Bare.Now).Spent);
        Assert.Null(Empty.WithoutTimeAfter("g", Bare.Now).Spent);
    }

    // Only a grant's own entry is replaced.
    [Fact]
    public void WithLive_KnownByItsId_IsReplacedAmongOthers()
    {
        var (grant, other) = (Bare.Grant(), Bare.Grant() with { Id = "h" });
        var ledger = Empty.WithLive(grant, countsTime: true).WithLive(other, countsTime: true);

        var again = ledger.WithLive(grant with { End = Soon }, countsTime: false);

        Assert.Equal(["h", "g"], again.Live.Select(item => item.Id));
        Assert.Equal([("h", other.End), ("g", Soon)], again.Spent!.Value.Select(item => (item.Grant!, item.Until)));
        Assert.Equal(2, again.SpentUnder("policy").Count);
        Assert.Empty(again.SpentUnder("other"));
    }
}
