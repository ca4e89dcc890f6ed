using System.Collections.Concurrent;
using JitAccess.Journal;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants.Linearizability;

/// <summary>
/// Checks, beginnings, ends and the clock on one table, on real threads: as if one had happened after the other. So a check that starts after an end has returned
/// denies, and one that starts after a check that saw a beginning sees it too.
/// </summary>
public sealed class LinearizabilityTests(ITestOutputHelper output)
{
    private const int Histories = 2_000;
    private const int Grants = 10; // more than are scanned
    private const int TakeOvers = 20_000;
    private const int Threads = 4;
    private const int Each = LinearizabilityJudge.MaxLength / Threads;

    private static readonly Subject Amina = Subject.Human("i", "amina");

    private static readonly (string What, bool IsLinearizable, TableOperation[] History)[] Known =
    [
        ("a check during a beginning sees it or not", true, [Begin(0, 1, 4), Check(true, 2, 3)]),
        ("a check during a beginning sees it or not", true, [Begin(0, 1, 4), Check(false, 2, 3)]),
        ("two at once differ", true, [Begin(0, 1, 2), End(0, 3, 8), Check(true, 4, 6), Check(false, 5, 7)]),
        ("an end comes before its grant", true, [End(0, 1, 2), Begin(0, 3, 4), Check(false, 5, 6)]),
        ("a later grant carries on", true, [Begin(0, 1, 2), Begin(1, 3, 4), Tick(5, 6), Check(true, 7, 8), Tick(9, 10), Check(false, 11, 12)]),
        ("allowed after its end has returned", false, [Begin(0, 1, 2), End(0, 3, 4), Check(true, 5, 6)]),
        ("denied after its beginning has returned", false, [Begin(0, 1, 2), Check(false, 3, 4)]),
        ("allowed without any grant", false, [Check(true, 1, 2)]),
        ("allowed after its time", false, [Begin(0, 1, 2), Tick(3, 4), Check(true, 5, 6)]),
        ("denied, then allowed, while it ends", false, [Begin(0, 1, 2), End(0, 3, 8), Check(false, 4, 5), Check(true, 6, 7)]),
        ("seen, then not, while it begins", false, [Begin(0, 1, 6), Check(true, 2, 3), Check(false, 4, 5)]),
        ("allowed after all have ended", false, [Begin(0, 1, 2), Begin(1, 3, 4), EndAll(5, 6), Check(true, 7, 8)]),
        ("back to life after its end", false, [End(0, 1, 2), Begin(0, 3, 4), Check(true, 5, 6)]),
    ];

    [Fact]
    public void IsLinearizable_KnownHistories_AreJudgedRight() => Assert.All(
        Known, known => Assert.True(known.IsLinearizable == LinearizabilityJudge.IsLinearizable(known.History, grants: 2), known.What));

    [Fact]
    public void Table_ManyThreads_IsLinearizable()
    {
        var overlaps = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = Record(new Random(seed));
            Assert.True(LinearizabilityJudge.IsLinearizable(history, Grants), $"seed {seed}: {string.Join(Environment.NewLine, history)}");
            overlaps += history.Count(one => history.Exists(other => other.Began < one.Began && one.Began < other.Returned));
        }

        output.WriteLine($"{overlaps} of {Histories * Threads * Each} operations began while another was under way");
        Assert.NotEqual(0, overlaps); // or it has shown nothing
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2 * SubjectGrants.MaxScanned)]
    public void Table_GrantTakesOverFromAnother_IsNeverDenied(int others)
    {
        var world = new World();
        for (var other = 0; other < others; other++)
        {
            world.Hold($"other {other}", "orders:cancel");
        }

        world.Hold("0", "orders:refund");
        var (isOver, denied) = (false, 0);
        var checking = new Thread(() =>
        {
            for (var handle = world.NewHandle(); !Volatile.Read(ref isOver);)
            {
                denied += world.Do(OperationKind.Check, 0, handle) ? 0 : 1;
            }
        });
        checking.Start();
        for (var number = 0; number < TakeOvers; number++)
        {
            world.Hold($"{number + 1}", "orders:refund");
            world.Do(OperationKind.End, number, world.NewHandle());
            world.Prune();
        }

        Volatile.Write(ref isOver, true);
        checking.Join();

        Assert.Equal(0, denied);
    }

    private static TableOperation Begin(int grant, long began, long returned) => new(OperationKind.Begin, grant, false, began, returned);

    private static TableOperation End(int grant, long began, long returned) => new(OperationKind.End, grant, false, began, returned);

    private static TableOperation EndAll(long began, long returned) => new(OperationKind.EndAll, 0, false, began, returned);

    private static TableOperation Tick(long began, long returned) => new(OperationKind.Tick, 0, false, began, returned);

    private static TableOperation Check(bool allowed, long began, long returned) => new(OperationKind.Check, 0, allowed, began, returned);

    private static List<TableOperation> Record(Random random)
    {
        var world = new World();
        var plans = Enumerable.Range(0, Threads).Select(thread => Plan(random, isWriter: thread < Threads / 2)).ToList();
        var history = new ConcurrentBag<TableOperation>();
        var sequence = 0L;
        using var start = new Barrier(Threads);
        var threads = plans.ConvertAll(plan => new Thread(() =>
        {
            var handle = world.NewHandle();
            start.SignalAndWait();
            foreach (var (kind, grant) in plan)
            {
                var began = Interlocked.Increment(ref sequence);
                var allowed = world.Do(kind, grant, handle);
                history.Add(new TableOperation(kind, grant, allowed, began, Interlocked.Increment(ref sequence)));
            }
        }));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return [.. history.OrderBy(operation => operation.Began)];
    }

    private static List<(OperationKind Kind, int Grant)> Plan(Random random, bool isWriter) =>
    [
        .. Enumerable.Range(0, Each).Select(_ => (isWriter ? random.Next(12) switch
        {
            < 6 => OperationKind.Begin,
            < 10 => OperationKind.End,
            10 => OperationKind.Tick,
            _ => OperationKind.EndAll,
        }
        : OperationKind.Check, random.Next(Grants))),
    ];

    private sealed class World
    {
        private readonly FreshTable _node = new();
        private readonly Lock _ticking = new();
        private readonly Instant _start;

        public World() => _start = _node.Time.Now;

        public SubjectHandle NewHandle() => _node.Table.Resolve(Amina);

        public bool Do(OperationKind kind, int grant, SubjectHandle handle)
        {
            switch (kind)
            {
                case OperationKind.Begin:
                    _node.Apply(Live(grant));
                    return false;
                case OperationKind.End:
                    _node.Apply(new GrantEnded($"{grant}", Amina, Reason.Revoked));
                    return false;
                case OperationKind.EndAll:
                    _node.Apply(new SubjectEnded(Amina));
                    return false;
                case OperationKind.Tick:
                    lock (_ticking)
                    {
                        _node.Time.Advance(Duration.FromMinutes(1));
                    }

                    return false;
                default:
                    return _node.Checker.Check(handle, "orders:refund", "orders/1").IsAllowed;
            }
        }

        public void Hold(string grant, string permission) => _node.Apply(Live(grant, permission, "orders/1", Duration.FromHours(1)));

        public void Prune() => _node.Table.Prune(_node.Time.Now.ToUnixTimeMilliseconds());

        private GrantLive Live(int grant) =>
            Live($"{grant}", "orders:refund", grant % 2 == 0 ? "orders/1" : "orders/*", Duration.FromMinutes(grant + 1));

        private GrantLive Live(string grant, string permission, string resource, Duration duration) => new(
            grant,
            Amina,
            [new Scope(Permission.Parse(permission), Resource.Parse(resource))],
            "p",
            Deadline.After(_start, duration),
            TakesCommit: false,
            ApprovedBy: []);
    }
}
