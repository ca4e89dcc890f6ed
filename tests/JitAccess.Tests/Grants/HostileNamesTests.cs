using System.Globalization;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>Names that somebody made up to cost us something.</summary>
public sealed class HostileNamesTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Subject Ravi = Subject.Human("i", "ravi");

    private readonly FreshTable _node = new();

    // Crafted against the marks: each is as long as a name that is held, and ends as it does. And against whatever would remember what it was asked.
    [Theory]
    [InlineData(SubjectGrants.MaxScanned)]
    [InlineData(50)]
    public void P35_MillionHostileNames_AreDeniedAndLeaveNothing(int grants)
    {
        Hold(grants, grant => $"{grant:D7}/same");

        var (handle, nobody) = (_node.Table.Resolve(Amina), _node.Table.Resolve(Ravi));
        Span<char> name = stackalloc char[12];
        "/same".CopyTo(name[7..]);
        _node.Checker.Check(handle, "orders:refund", name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var denied = 0;
        for (var number = 1_000_000; number < 2_000_000; number++)
        {
            number.TryFormat(name, out _, provider: CultureInfo.InvariantCulture);
            denied += _node.Checker.Check(handle, "orders:refund", name).Reason == Reason.OutOfScope && _node.Checker.Check(nobody, "orders:refund", name).Reason == Reason.NoGrant ? 1 : 0;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000); // what a runtime does that compiles meanwhile; not one byte a name
        Assert.Equal((1_000_000, grants), (denied, _node.Table.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void P35_OverLongAndOverDeepNames_AreDeniedWithAReason(int grants)
    {
        Hold(grants, grant => grant % 2 == 0 ? "a/*" : $"a/{grant}");

        string[] hostile = [new('a', 1_000_000), "a/" + new string('b', 1_000_000), string.Concat(Enumerable.Repeat("a/", 500_000)), new('/', 512), string.Concat(Enumerable.Repeat("a/", 255))];

        Assert.All(hostile, name => Assert.Equal(Reason.ResourceNotCanonical, _node.Checker.Check(_node.Table.Resolve(Amina), "orders:refund", name).Reason));
        Assert.All(hostile, name => Assert.Equal(Reason.ResourceNotCanonical, _node.Checker.Check(_node.Table.Resolve(Ravi), "orders:refund", name).Reason));
    }

    [Fact]
    public void P35_ManyUnknownSubjects_LeaveNothing()
    {
        Hold(1, _ => "a");
        for (var number = 0; number < 10_000; number++)
        {
            Assert.Equal(Reason.NoGrant, _node.Checker.Check(_node.Table.Resolve(Subject.Human("i", $"nobody-{number}")), "orders:refund", "a").Reason);
        }

        Assert.Equal(1, _node.Table.Count);
    }

    private void Hold(int grants, Func<int, string> resource)
    {
        for (var grant = 0; grant < grants; grant++)
        {
            var scope = new Scope(Permission.Parse("orders:refund"), Resource.Parse(resource(grant)));
            _node.Apply(new GrantLive($"g{grant}", Amina, [scope], "p", Deadline.After(_node.Time.Now, Duration.FromHours(1)), false, []));
        }
    }
}
