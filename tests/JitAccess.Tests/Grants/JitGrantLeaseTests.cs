using JitAccess.Journal;
using JitAccess.Testing;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>A lease follows the grants that cover its operation, and nothing is left of it once it is disposed.</summary>
public sealed class JitGrantLeaseTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");

    private readonly FakeTime _time;
    private readonly GrantEndings _endings;
    private readonly GrantTable _table;

    public JitGrantLeaseTests()
    {
        var node = new FreshTable();
        (_time, _endings, _table) = (node.Time, node.Endings, node.Table);
    }

    private long Now => _time.Now.ToUnixTimeMilliseconds();

    [Fact]
    public void CarriesOnAt_GrantEnded_AsLongAsAnotherCoversTheSame()
    {
        var other = Add("b");
        LiveGrant? successor = null;
        using var lease = Lease(Add("a"), () => successor);
        Assert.True(lease.CarriesOnAt(Now));

        End("a");
        Assert.False(lease.CarriesOnAt(Now));

        successor = other;
        Assert.True(lease.CarriesOnAt(Now));
    }

    [Fact]
    public void Dispose_WhileItsGrantLives_WatchesNothing()
    {
        var lease = Lease(Add("a"), () => null);
        var ended = lease.Ended;
        Assert.Equal(1, _endings.Count);

        lease.Dispose();
        lease.Dispose();

        Assert.Equal(0, _endings.Count);
        Assert.Throws<ObjectDisposedException>(() => ended.WaitHandle);
    }

    [Fact]
    public void Ended_NobodyAsks_WatchesNothing()
    {
        var lease = Lease(Add("a"), () => null);
        Assert.Equal((0, true), (_endings.Count, lease.CarriesOnAt(Now)));

        lease.Dispose();
        Assert.Equal((true, 0), (lease.Ended.IsCancellationRequested, _endings.Count));
    }

    [Fact]
    public void Ended_AskedAfterTheEnd_IsCancelled()
    {
        using var lease = Lease(Add("a"), () => null);
        End("a");

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [InlineData("amina", "orders:refund", "orders/1", true)]
    [InlineData("ravi", "orders:refund", "orders/1", false)]
    [InlineData("amina", "orders:cancel", "orders/1", false)]
    [InlineData("amina", "orders:refund", "orders/2", false)]
    [InlineData("amina", "orders:refund", "", false)]
    public void Admits_Question_IsTheOneItWasTakenFor(string subject, string permission, string path, bool isTheOne)
    {
        using var lease = Lease(Add("a"), () => null);
        using var ofTheRoot = new JitGrantLease(Add("b"), _table.Resolve(Amina), "orders:refund", null, new LeaseDesk(_endings, () => null));
        var holder = _table.Resolve(Subject.Human("i", subject));

        Assert.Equal(isTheOne, lease.Admits(holder, permission, path));
        Assert.Equal(subject == "amina" && permission == "orders:refund" && path.Length == 0, ofTheRoot.Admits(holder, permission, path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ended_OfALeaseWithAnOwner_IsWatchedWhileTheOwnerKeepsIt(bool keeps)
    {
        var owner = new Owner(keeps);
        var lease = Lease(Add("a"), () => null);
        lease.Owner = owner;
        Assert.Equal((0, false), (owner.Kept.Count, lease.IsFollowing));

        Assert.Equal(!keeps, lease.Ended.IsCancellationRequested);
        Assert.Equal(lease.Ended, lease.Ended);

        Assert.Equal((keeps ? 1 : 0, keeps), (_endings.Count, lease.IsFollowing));
        Assert.All(owner.Kept, kept => Assert.Same(lease, kept));
        lease.Dispose();
        Assert.Equal(0, _endings.Count);
    }

    // Whatever is derived from the end must not outlive what carries on.
    [Fact]
    public void P19_Ends_GrantRevokedAndNobodyFollows_IsTheEndOfWhatCarriesOn()
    {
        var shorter = Add("b", minutes: 5);
        using var lease = Lease(Add("a"), () => shorter);
        Assert.Equal(_time.Now + Duration.FromMinutes(10), lease.Ends);

        End("a");

        Assert.Equal((shorter.End.At, shorter.EndText), (lease.Ends, lease.EndText));
        Assert.Equal("a", lease.GrantId);
    }

    // The table keeps a used-up grant only for somebody who works under it.
    [Fact]
    public void Ended_NobodyAsksAndTheGrantCountsUses_IsWatched()
    {
        using var lease = Lease(Add("a", takesCommit: true), () => null);
        Assert.Equal(1, _endings.Count);
    }

    [Fact]
    public void Dispose_WhileItMovesToAnotherGrant_WatchesNothing()
    {
        var other = Add("b");
        JitGrantLease? lease = null;
        lease = Lease(Add("a"), () =>
        {
            lease!.Dispose();
            return other;
        });
        _ = lease.Ended;

        End("a");

        Assert.Equal(0, _endings.Count);
        Assert.Equal(other.End.At, lease.Ends);
    }

    [Fact]
    public void Dispose_WhileItsGrantEnds_CancelsNothing()
    {
        JitGrantLease? lease = null;
        lease = Lease(Add("a"), () =>
        {
            lease!.Dispose();
            return null;
        });
        var told = false;
        var ended = lease.Ended;
        ended.Register(() => told = true);

        End("a");

        Assert.False(told);
        Assert.False(ended.IsCancellationRequested);
    }

    [Fact]
    public void Fork_LeaseDisposed_LivesOnAndIsToldOfTheEnd()
    {
        using var lease = Lease(Add("a"), () => null);
        using var fork = lease.Fork();
        var (mine, its) = (lease.Ended, fork.Ended);

        lease.Dispose();
        End("a");

        Assert.False(mine.IsCancellationRequested);
        Assert.True(its.IsCancellationRequested);
        Assert.True(fork.Ended.IsCancellationRequested);
    }

    private JitGrantLease Lease(LiveGrant grant, Func<LiveGrant?> successor) =>
        new(grant, _table.Resolve(Amina), "orders:refund", "orders/1", new LeaseDesk(_endings, successor));

    private LiveGrant Add(string id, bool takesCommit = false, int minutes = 10)
    {
        _table.Apply(
            new GrantLive(
                id, Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(_time.Now, Duration.FromMinutes(minutes)), takesCommit, []),
            Now);
        return _table.Find(Amina)!.Grants.Single(grant => grant.Id == id);
    }

    private void End(string id) => _table.Apply(new GrantEnded(id, Amina, Reason.Revoked), Now);

    private sealed class Owner(bool keeps) : ILeaseOwner
    {
        public List<JitGrantLease> Kept { get; } = [];

        public bool TryKeep(JitGrantLease lease)
        {
            Kept.Add(lease);
            return keeps;
        }
    }
}
