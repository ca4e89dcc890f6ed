using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace JitAccess.Benchmarks.Checks;

/// <summary>The hot check by a resolved subject, beside an exact-match dictionary that does less: no wildcards, no lease, one clock.</summary>
[MemoryDiagnoser]
public class CheckBenchmarks
{
    private const int Hot = 256;

    private readonly SubjectHandle[] _subjects = new SubjectHandle[Hot];
    private readonly SubjectHandle[] _strangers = new SubjectHandle[Hot];
    private readonly string[] _resources = new string[Hot];
    private readonly ConcurrentDictionary<(string Subject, string Permission, string Resource), long> _yardstick = new();
    private CheckWorld _world = null!;
    private int _next;

    /// <summary>Gets or sets how many grants are live.</summary>
    [Params(1_000, 100_000)]
    public int LiveGrants { get; set; }

    /// <summary>Fills the tables.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _world = new CheckWorld(LiveGrants);
        for (var number = 0; number < LiveGrants; number++)
        {
            _yardstick[(CheckWorld.SubjectOf(number / 2).Id, "orders:refund", CheckWorld.ResourceOf(number))] = long.MaxValue;
        }

        for (var index = 0; index < Hot; index++)
        {
            var number = index * (LiveGrants / Hot);
            _subjects[index] = _world.Table.Resolve(CheckWorld.SubjectOf(number / 2));
            _strangers[index] = _world.Table.Resolve(CheckWorld.SubjectOf(-1 - index));
            _resources[index] = CheckWorld.ResourceOf(number);
        }
    }

    /// <summary>The yardstick: one dictionary look-up from strings and one reading of the clock.</summary>
    /// <returns>Whether the key is there and has not ended.</returns>
    [Benchmark(Baseline = true)]
    public bool Dictionary()
    {
        var index = _next++ & (Hot - 1);
        return _yardstick.TryGetValue((_subjects[index].Subject.Id, "orders:refund", _resources[index]), out var end)
            && end > _world.Clock.WallMilliseconds;
    }

    /// <summary>A subject that holds the grant.</summary>
    /// <returns>Allowed.</returns>
    [Benchmark]
    public GrantCheck Hit()
    {
        var index = _next++ & (Hot - 1);
        return _world.Checker.Check(_subjects[index], "orders:refund", _resources[index]);
    }

    /// <summary>A subject that holds another grant.</summary>
    /// <returns>Denied.</returns>
    [Benchmark]
    public GrantCheck Miss()
    {
        var index = _next++ & (Hot - 1);
        return _world.Checker.Check(_subjects[index], "orders:cancel", _resources[index]);
    }

    /// <summary>A subject without any grant.</summary>
    /// <returns>Denied.</returns>
    [Benchmark]
    public GrantCheck NoGrant()
    {
        var index = _next++ & (Hot - 1);
        return _world.Checker.Check(_strangers[index], "orders:refund", _resources[index]);
    }
}
