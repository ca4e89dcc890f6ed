using System.Collections.Immutable;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

public sealed class LiveGrantTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly LiveGrant _grant = Live([], takesCommit: true);

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

    [Theory]
    [InlineData("orders:refund", "orders/1", true)]
    [InlineData("orders:refund", "orders", false)]
    [InlineData("orders:refund", "payroll", false)]
    [InlineData("payroll:read", "payroll", true)]
    [InlineData("payroll:read", "payroll/1", false)]
    [InlineData("payroll:read", "orders/1", false)]
    [InlineData("orders:watch", "", true)]
    [InlineData("orders:watch", "orders/1", false)]
    public void Covers_SeveralScopes_EachForItself(string permission, string resource, bool covers)
    {
        ImmutableArray<Scope> scopes =
        [
            new(Permission.Parse("orders:refund"), Resource.Parse("orders/*")),
            new(Permission.Parse("payroll:read"), Resource.Parse("payroll")),
            new(Permission.Parse("orders:watch"), Resource.Root),
        ];

        var grant = Live(scopes);

        Assert.Equal(covers, grant.Covers(permission, resource));
        Assert.Equal(scopes.AsEnumerable(), grant.Scopes);
    }

    [Theory]
    [InlineData("orders/1", "orders/1", "orders/1")]
    [InlineData("orders/1", "orders/2", null)]
    [InlineData("orders/*", "orders/*", null)]
    [InlineData("orders/1", "orders/*", null)]
    public void OnlyPath_OfTheOneConcreteResource(string one, string other, string? only)
    {
        ImmutableArray<Scope> scopes = [new(Permission.Parse("orders:refund"), Resource.Parse(one)), new(Permission.Parse("orders:watch"), Resource.Parse(other))];

        Assert.Equal(only, Live(scopes).OnlyPath);
    }

    [Fact]
    public void Covers_NoScope_Nothing()
    {
        Assert.False(_grant.Covers("orders:refund", ""));
        Assert.Empty(_grant.Scopes);
    }

    [Fact]
    public void EndText_AskedTwice_IsTheEndAndMadeOnce()
    {
        Assert.Equal("2026-03-02T09:10:00.000Z", _grant.EndText);
        Assert.Same(_grant.EndText, _grant.EndText);
    }

    private static LiveGrant Live(ImmutableArray<Scope> scopes, bool takesCommit = false) =>
        new(new GrantLive("g", Subject.Human("idp", "amina"), scopes, "policy", Deadline.After(Now, Duration.FromMinutes(10)), takesCommit, []));

    private static long Milliseconds(Instant moment) => moment.ToUnixTimeMilliseconds();
}
