using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using JitAccess.Testing;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants;

/// <summary>P21 on the table itself: grants that come and go in any order, against an oracle that keeps a list of intervals.</summary>
public sealed class UnionProperties(ITestOutputHelper output)
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly string[] Resources = ["orders/*", "orders/1", "orders/1/lines", "orders/1/*", "orders/2"];
    private static readonly string[] Asked = ["orders/1", "orders/2", "orders/1/lines"];

    [Fact]
    public void P21_RandomOverlaps_CheckAndLeasesAreTheOracles()
    {
        var step =
            from kind in Gen.Choose(0, 9)
            from grant in Gen.Choose(0, 11)
            from resource in Gen.Elements(Resources)
            from seconds in Gen.Choose(1, 40)
            select new Step(kind, grant, resource, seconds);

        Properties.Check(Prop.ForAll(step.ListOf().ToArbitrary(), steps => Run([.. steps])), output, size: 60);
    }

    private static void Run(IReadOnlyList<Step> steps)
    {
        var world = new TableWorld();
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case < 4:
                    world.Add(step);
                    break;
                case < 6:
                    world.End(step);
                    break;
                case 6:
                    world.Lease(Asked[step.Grant % Asked.Length]);
                    break;
                default:
                    world.Advance(Duration.FromSeconds(step.Seconds));
                    break;
            }

            world.Verify();
        }
    }

    private sealed record Step(int Kind, int Grant, string Resource, int Seconds);

    private sealed class TableWorld
    {
        private readonly FakeTime _time;
        private readonly GrantTable _table;
        private readonly GrantEndings _endings;
        private readonly GrantChecker _checker;
        private readonly SubjectHandle _handle;
        private readonly Dictionary<string, (Resource Resource, Instant End)> _live = [];
        private readonly List<(string Resource, JitGrantLease Lease)> _leases = [];
        private int _next;

        public TableWorld()
        {
            var node = new FreshTable();
            (_time, _endings, _table, _checker) = (node.Time, node.Endings, node.Table, node.Checker);
            _handle = _table.Resolve(Amina);
        }

        private long Now => _time.Now.ToUnixTimeMilliseconds();

        public void Add(Step step)
        {
            var (id, end) = ($"{step.Grant}-{_next++}", _time.Now + Duration.FromSeconds(step.Seconds));
            var scope = new Scope(Permission.Parse("orders:refund"), Resource.Parse(step.Resource));
            _table.Apply(new GrantLive(id, Amina, [scope], "p", Deadline.From(end), false, []), Now);
            _live.Add(id, (scope.Resource, end));
        }

        public void End(Step step)
        {
            foreach (var id in _live.Keys.Where(id => id.StartsWith($"{step.Grant}-", StringComparison.Ordinal)).ToList())
            {
                _live.Remove(id);
                _table.Apply(new GrantEnded(id, Amina, step.Seconds % 2 == 0 ? Reason.Revoked : Reason.Released), Now);
            }
        }

        public void Lease(string resource)
        {
            if (_checker.Check(_handle, "orders:refund", resource) is { IsAllowed: true } check)
            {
                _leases.Add((resource, new JitGrantLease(check.Grant!, _handle, "orders:refund", resource, new LeaseDesk(_endings, () => _checker.Find(_handle, "orders:refund", resource)))));
            }
        }

        public void Advance(Duration duration)
        {
            _time.Advance(duration);
            _table.Prune(Now);
        }

        public void Verify()
        {
            foreach (var asked in Asked)
            {
                Assert.Equal(Covers(asked), _checker.Check(_handle, "orders:refund", asked).IsAllowed);
            }

            // Access that went away and came back does not bring a lease back to life.
            foreach (var (resource, lease) in _leases)
            {
                Assert.True(lease.Ended.IsCancellationRequested || Covers(resource));
            }

            foreach (var (resource, lease) in _leases.Where(item => !Covers(item.Resource)).ToList())
            {
                Assert.True(lease.Ended.IsCancellationRequested, resource);
                _leases.Remove((resource, lease));
            }
        }

        private bool Covers(string asked) => _live.Values.Any(grant => grant.Resource.Covers(Resource.Parse(asked)) && grant.End > _time.Now);
    }
}
