using System.Collections.Immutable;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>What grants of a snapshot share is what is the same in every part; a grant never gets the terms of another.</summary>
public sealed class GrantTermsTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Subject Bo = Subject.Human("i", "bo");
    private static readonly Subject Chen = Subject.Human("i", "chen");

    private readonly GrantTermsList _known = new();

    public static TheoryData<int> Others => [.. Enumerable.Range(0, All.Count)];

    private static GrantLive First { get; } = Live("a", "p", "orders:refund", takesCommit: false, Bo);

    private static IReadOnlyList<GrantLive> All { get; } =
    [
        Live("b", "q", "orders:refund", takesCommit: false, Bo),
        Live("b", "p", "orders:cancel", takesCommit: false, Bo),
        Live("b", "p", null, takesCommit: false, Bo),
        Live("b", "p", "orders:refund", takesCommit: true, Bo),
        Live("b", "p", "orders:refund", takesCommit: false),
        Live("b", "p", "orders:refund", takesCommit: false, Chen),
        Live("b", "p", "orders:refund", takesCommit: false, Subject.Workload("i", "bo")),
        Live("b", "p", "orders:refund", takesCommit: false, Bo, Chen),
        Live("b", "p", "orders:refund", takesCommit: false, Bo, Bo),
    ];

    [Fact]
    public void NumberOf_SameTerms_AreHeldOnce()
    {
        var number = _known.NumberOf(First);
        Assert.Equal(number, _known.NumberOf(Live("c", "p", "orders:refund", takesCommit: false, Subject.Human("i", "bo"))));
        Assert.Equal(1, _known.Count);
        AssertIs(First, _known[number]);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void NumberOf_OtherTerms_AreTheirOwn(int other)
    {
        var live = All[other];
        foreach (var (one, two) in new[] { (First, live), (live, First) })
        {
            var known = new GrantTermsList();
            var (first, second) = (known.NumberOf(one), known.NumberOf(two));

            Assert.Equal(2, known.Count);
            AssertIs(one, known[first]);
            AssertIs(two, known[second]);
            Assert.Equal((first, second), (known.NumberOf(one), known.NumberOf(two)));
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Load_GrantsWithOtherTerms_KeepTheirOwn(int other)
    {
        var node = new FreshTable();
        node.Table.Load([First, All[other], First with { Grant = "c" }], node.Time.Now.ToUnixTimeMilliseconds());

        var grants = node.Table.Find(Amina)!.Grants;
        foreach (var (grant, live) in grants.Zip([First, All[other], First]))
        {
            Assert.Equal((live.Policy, live.TakesCommit), (grant.Policy, grant.TakesCommit));
            Assert.Equal(live.ApprovedBy.Select(subject => (subject, subject.Kind)), grant.ApprovedBy.Select(subject => (subject, subject.Kind)));
            Assert.Equal(live.Scopes.Select(scope => scope.ToString()), grant.Scopes.Select(scope => scope.ToString()));
        }
    }

    private static void AssertIs(GrantLive live, GrantTerms terms)
    {
        Assert.Equal((live.Policy, live.TakesCommit, live.Scopes.FirstOrDefault()?.Permission.Name), (terms.Policy, terms.TakesCommit, terms.Permission));
        Assert.Equal(live.ApprovedBy.Select(subject => (subject, subject.Kind)), terms.ApprovedBy.Select(subject => (subject, subject.Kind)));
    }

    private static GrantLive Live(string id, string policy, string? permission, bool takesCommit, params ImmutableArray<Subject> approvedBy) => new(
        id,
        Amina,
        permission is null ? [] : [new Scope(Permission.Parse(permission), Resource.Parse("orders/1"))],
        policy,
        Deadline.FromUnixMilliseconds(long.MaxValue / 16),
        takesCommit,
        approvedBy);
}
