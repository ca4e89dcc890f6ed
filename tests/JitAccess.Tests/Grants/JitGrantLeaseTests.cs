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
        using var lease = new JitGrantLease(Add("a"), _endings, () => successor);
        Assert.True(lease.CarriesOnAt(Now));

        End("a");
        Assert.False(lease.CarriesOnAt(Now));

        successor = other;
        Assert.True(lease.CarriesOnAt(Now));
    }

    [Fact]
    public void Dispose_WhileItsGrantLives_WatchesNothing()
    {
        var lease = new JitGrantLease(Add("a"), _endings, () => null);
        Assert.Equal(1, _endings.Count);

        lease.Dispose();
        lease.Dispose();

        Assert.Equal(0, _endings.Count);
        Assert.Throws<ObjectDisposedException>(() => lease.Ended.WaitHandle);
    }

    [Fact]
    public void Dispose_WhileItMovesToAnotherGrant_WatchesNothing()
    {
        var other = Add("b");
        JitGrantLease? lease = null;
        lease = new JitGrantLease(Add("a"), _endings, () =>
        {
            lease!.Dispose();
            return other;
        });

        End("a");

        Assert.Equal(0, _endings.Count);
        Assert.Equal(other.End.At, lease.Ends);
    }

    [Fact]
    public void Dispose_WhileItsGrantEnds_CancelsNothing()
    {
        JitGrantLease? lease = null;
        lease = new JitGrantLease(Add("a"), _endings, () =>
        {
            lease!.Dispose();
            return null;
        });
        var told = false;
        lease.Ended.Register(() => told = true);

        End("a");

        Assert.False(told);
        Assert.False(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Fork_LeaseDisposed_LivesOnAndIsToldOfTheEnd()
    {
        using var lease = new JitGrantLease(Add("a"), _endings, () => null);
        using var fork = lease.Fork();

        lease.Dispose();
        End("a");

        Assert.False(lease.Ended.IsCancellationRequested);
        Assert.True(fork.Ended.IsCancellationRequested);
    }

    private LiveGrant Add(string id)
    {
        _table.Apply(
            new GrantLive(
                id, Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(_time.Now, Duration.FromMinutes(10)), false, []),
            Now);
        return _table.Find(Amina)!.Grants.Single(grant => grant.Id == id);
    }

    private void End(string id) => _table.Apply(new GrantEnded(id, Amina, Reason.Revoked), Now);
}
