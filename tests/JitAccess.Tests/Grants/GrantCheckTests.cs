using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

public sealed class GrantCheckTests
{
    private static readonly LiveGrant One = Grant("one");
    private static readonly LiveGrant Other = Grant("other");

    private static readonly GrantCheck[] Different =
    [
        GrantCheck.Allow(One),
        GrantCheck.Allow(Other),
        GrantCheck.Commit(One),
        GrantCheck.Deny(Reason.NoGrant),
        GrantCheck.Deny(Reason.Expired, One),
        GrantCheck.Deny(Reason.Expired, Other),
        GrantCheck.Deny(Reason.Revoked, One),
    ];

    [Fact]
    public void Default_Always_Denies()
    {
        Assert.False(default(GrantCheck).IsAllowed);
        Assert.False(default(GrantCheck).NeedsCommit);
        Assert.Null(default(GrantCheck).GrantId);
        Assert.Equal(GrantCheck.Deny(Reason.NoGrant), default);
    }

    [Fact]
    public void Reason_AllowedOrNot_SaysWhyNot()
    {
        Assert.Null(GrantCheck.Allow(One).Reason);
        Assert.Equal(Reason.NeedsCommit, GrantCheck.Commit(One).Reason);
        Assert.Equal(Reason.Expired, GrantCheck.Deny(Reason.Expired, One).Reason);
    }

    [Fact]
    public void Equality_EveryPair_IsOfAllThatItSays()
    {
        for (var left = 0; left < Different.Length; left++)
        {
            for (var right = 0; right < Different.Length; right++)
            {
                Assert.Equal(left == right, Different[left].Equals(Different[right]));
                Assert.Equal(left == right, Different[left].Equals((object)Different[right]));
                Assert.Equal(left == right, Different[left] == Different[right]);
                Assert.Equal(left != right, Different[left] != Different[right]);
            }
        }

        Assert.False(GrantCheck.Allow(One).Equals(null));
        Assert.Equal(GrantCheck.Allow(One).GetHashCode(), GrantCheck.Allow(One).GetHashCode());
    }

    [Fact]
    public void ToString_AllowedOrDenied_SaysWhich()
    {
        Assert.Equal("allowed by one", GrantCheck.Allow(One).ToString());
        Assert.Equal("denied: expired", GrantCheck.Deny(Reason.Expired, One).ToString());
    }

    [Theory]
    [InlineData("no-grant", "you hold no live grant", "Ask for access")]
    [InlineData("out-of-scope", "for something else", "Ask for access")]
    [InlineData("expired", "ended at 2026-03-02T09:00:00.000Z", "Ask for access")]
    [InlineData("released", "given back", "Ask for access")]
    [InlineData("revoked", "was revoked", "Ask for access")]
    [InlineData("used-up", "all uses", "Ask for access")]
    [InlineData("resource-not-canonical", "not in canonical form", "Ask for access")]
    [InlineData("not-synchronised", "cannot prove", "caught up with the store")]
    [InlineData("node-stale", "cannot prove", "caught up with the store")]
    public void Explanation_OfADenial_NamesWhatWasAskedWhyAndTheFix(string reason, string why, string fix)
    {
        var asked = new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"));
        var finding = Assert.Single(CheckExplanations.Of(GrantCheck.Deny(Code(reason), One), asked).Findings);

        Assert.Equal(reason, finding.Reason.Code);
        Assert.Equal("orders:refund on orders/1", finding.Value);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
        Assert.Contains(fix, finding.Fix, StringComparison.Ordinal);
    }

    private static Reason Code(string code) => Reason.TryFind(code, out var reason) ? reason : throw new ArgumentOutOfRangeException(nameof(code), code, null);

    private static LiveGrant Grant(string id) => new(new GrantLive(
        id, Subject.Human("i", "amina"), [], "p", Deadline.From(Instant.FromUtc(2026, 3, 2, 9, 0)), false, []));
}
