using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

public sealed class LiveGrantTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly LiveGrant _grant = new(new GrantLive(
        "g", Subject.Human("idp", "amina"), [], "policy", Deadline.After(Now, Duration.FromMinutes(10)), TakesCommit: true, []));

    [Fact]
    public void CutOffNow_LiveOrRevoked_IsNothingToCutOff()
    {
        Assert.False(_grant.CutOffNow());
        Assert.True(_grant.CarriesOnAt(Milliseconds(Now)));

        _grant.EndNow(GrantState.Revoked, Milliseconds(Now));

        Assert.False(_grant.CutOffNow());
    }

    [Fact]
    public void CutOffNow_UsedUp_CutsOffOnce()
    {
        _grant.EndNow(GrantState.UsedUp, Milliseconds(Now));
        Assert.True(_grant.CarriesOnAt(Milliseconds(Now)));

        Assert.True(_grant.CutOffNow());

        Assert.False(_grant.CarriesOnAt(Milliseconds(Now)));
        Assert.False(_grant.CutOffNow());
        Assert.False(_grant.CarriesOnAt(Milliseconds(Now)));
    }

    [Fact]
    public void EndText_AskedTwice_IsTheEndAndMadeOnce()
    {
        Assert.Equal("2026-03-02T09:10:00.000Z", _grant.EndText);
        Assert.Same(_grant.EndText, _grant.EndText);
    }

    private static long Milliseconds(Instant moment) => moment.ToUnixTimeMilliseconds();
}
