using System.Globalization;
using JitAccess.Benchmarks.Measuring;
using Microsoft.Extensions.Caching.Memory;

namespace JitAccess.Benchmarks.Checks;

/// <summary>The hot check beside its yardsticks, and beside itself where it has more to look through.</summary>
/// <param name="rounds">How it is measured.</param>
/// <param name="guard">What must hold.</param>
/// <param name="largest">How many live grants at most.</param>
internal sealed class CheckComparison(Interleaved rounds, Guard guard, int largest)
{
    private const int HotKeys = 256;
    private const int ColdKeys = 16_384;
    private const int Questions = 200;
    private const string Cancel = "orders:cancel";

    public void Run()
    {
        Clocks();
        foreach (var live in new[] { 1_000, 100_000, 1_000_000 }.Where(live => live <= largest))
        {
            Keys(live);
        }

        ManyOfOneSubject();
        Shapes();
        Nobody(new CheckWorld(largest));
    }

    /// <summary>What so many live grants hold, and what a check costs beside them.</summary>
    public void RunLarge()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = TimeProvider.System.GetTimestamp();
        var world = new CheckWorld(largest);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Number(largest)} live grants hold {held:N0} MB, and were taken in {seconds:0.0} s."));
        WakeAll(world);
        var awake = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"once everybody has asked they hold {awake:N0} MB."));
        var inputs = new CheckInputs(world, largest, HotKeys);
        var measured = rounds.Measure(Handle("hot", world, inputs), Handle("cold", world, new CheckInputs(world, largest, ColdKeys)));
        Guard.Head("beside them");
        guard.Demand("handle", measured[0]);
        guard.Demand("handle", measured[1]);
        Nobody(world);
    }

    // Each subject asks once: until then its grants are bytes.
    private void WakeAll(CheckWorld world)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < largest; number += world.Each)
        {
            var grants = world.Table.Find(CheckWorld.SubjectOf(number / world.Each));
            if (!world.Checker.Check(grants, CheckWorld.PermissionName, CheckWorld.ResourceOf(number)).IsAllowed)
            {
                throw new InvalidOperationException("An answer is not the one expected.");
            }
        }

        var each = TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / (largest / world.Each);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first question about a subject takes {each:N0} ns, finding it by its texts included;"));
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static Contender Of(string name, Func<int, int> run) => new(name, count =>
    {
        if (run(count) != count)
        {
            throw new InvalidOperationException($"{name}: an answer is not the one expected.");
        }
    });

    private static Contender Handle(string name, CheckWorld world, CheckInputs inputs, bool isAllowed = true, string permission = CheckWorld.PermissionName) => Of(name, count =>
    {
        var (checker, found) = (world.Checker, 0);
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (checker.Check(inputs.Handles[key], permission, inputs.Resources[key]).IsAllowed == isAllowed)
            {
                found++;
            }
        }

        return found;
    });

    private static Contender InHand(CheckWorld world, CheckInputs inputs) => Of("subject in hand", count =>
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (world.Checker.Check(world.Table.Find(inputs.Subjects[key]), CheckWorld.PermissionName, inputs.Resources[key]).IsAllowed)
            {
                found++;
            }
        }

        return found;
    });

    private static Contender Anew(CheckWorld world, CheckInputs inputs) => Of("subject made anew", count =>
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            var subject = Subject.Human(CheckWorld.Issuer, inputs.Ids[key]);
            if (world.Checker.Check(world.Table.Find(subject), CheckWorld.PermissionName, inputs.Resources[key]).IsAllowed)
            {
                found++;
            }
        }

        return found;
    });

    private void Clocks()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var names = Enumerable.Range(0, HotKeys).Select(CheckWorld.IdOf).ToArray();
        foreach (var name in names)
        {
            cache.Set(name, name);
        }

        var clock = new JitClock(TimeProvider.System);
        var measured = rounds.Measure(
            Of("both clocks, read once", count =>
            {
                var read = 0;
                for (var index = 0; index < count; index++)
                {
                    read += clock.Reading.Wall > 0 ? 1 : 0;
                }

                return read;
            }),
            Of("a hit of a MemoryCache", count =>
            {
                var found = 0;
                for (var index = 0; index < count; index++)
                {
                    found += cache.TryGetValue(names[index & (HotKeys - 1)], out _) ? 1 : 0;
                }

                return found;
            }));
        Guard.Head("for scale");
        foreach (var one in measured)
        {
            Guard.Report("anywhere", one);
        }
    }

    private void Keys(int live)
    {
        var (world, yardsticks) = (new CheckWorld(live), new Yardsticks(live));
        Guard.Head($"{Number(live)} live grants, two a subject, depth 4");
        foreach (var (keyed, keys, toResolved, toStrings, inHand) in new[] { ("hot", HotKeys, 0.8, double.NaN, 1.0), ("cold", ColdKeys, double.NaN, 0.75, 1.4) })
        {
            var name = $"{Number(live)}, {keyed}";
            var inputs = new CheckInputs(world, live, keys);
            var measured = rounds.Measure(
                Of("(a) by numbers", count => yardsticks.Resolved(inputs, count)),
                Of("(b) by strings", count => yardsticks.Strings(inputs, count)),
                Of("by a hash made before", count => yardsticks.Hashed(inputs, count)),
                Of("one flat table, by numbers", count => yardsticks.Open(inputs, count)),
                Handle("handle", world, inputs),
                InHand(world, inputs),
                Anew(world, inputs));
            var (resolved, strings) = (measured[0], measured[1]);
            Guard.Report(name, resolved);
            Guard.Report(name, strings);
            Guard.Report(name, measured[2], resolved);
            Guard.Report(name, measured[3], resolved);
            if (double.IsNaN(toStrings))
            {
                guard.Demand(name, measured[4], resolved, toResolved);
            }
            else
            {
                guard.Demand(name, measured[4], strings, toStrings);
            }

            guard.Demand(name, measured[5], strings, inHand);
            Guard.Report(name, measured[6], strings);
        }

        var few = rounds.Measure(Handle("the few who ask most (Zipf)", world, CheckInputs.OfFew(world, live, ColdKeys)), Handle("anybody", world, new CheckInputs(world, live, ColdKeys)));
        guard.Demand($"{Number(live)}, handle", few[0]);
        Guard.Report($"{Number(live)}, handle", few[1], few[0]);
    }

    private void ManyOfOneSubject()
    {
        var contenders = new[] { 2, 10, 50, 10_000 }
            .Select(each => (Each: each, World: new CheckWorld(each, each)))
            .Select(item => Handle($"of {Number(item.Each)}", item.World, new CheckInputs(item.World, item.Each, HotKeys)))
            .ToArray();
        var measured = rounds.Measure(contenders);
        Guard.Head("one subject with many live grants");
        guard.Demand("handle", measured[0]);
        foreach (var many in measured[1..])
        {
            guard.Demand("handle", many, measured[0], 4);
        }
    }

    private void Shapes()
    {
        const int Live = 10_000;
        var world = new CheckWorld(Live);
        var inputs = new CheckInputs(world, Live, HotKeys);
        var (shallow, deep, below) = (new CheckWorld(Live, depth: 1), new CheckWorld(Live, depth: 8), new CheckWorld(Live, resource: "eu/eu/*"));
        var questions = inputs.Resources.Take(Questions).Select(resource => new JitQuestion(CheckWorld.PermissionName, resource)).ToArray();
        var answers = new GrantCheck[Questions];
        var measured = rounds.Measure(
            Handle("a hit", world, inputs),
            Handle("another permission: out of scope", world, inputs, isAllowed: false, permission: Cancel),
            Handle("depth 1", shallow, new CheckInputs(shallow, Live, HotKeys)),
            Handle("depth 8", deep, new CheckInputs(deep, Live, HotKeys)),
            Handle("by a wildcard", below, new CheckInputs(below, Live, HotKeys)),
            Of($"one of {Questions} questions at once", count =>
            {
                var asked = 0;
                for (; asked < count; asked += Questions)
                {
                    world.Checker.Check(inputs.Handles[asked / Questions & inputs.Mask], questions, answers);
                }

                return count;
            }));
        Guard.Head("other questions");
        guard.Demand("handle", measured[0]);
        foreach (var other in measured[1..])
        {
            guard.Demand("handle", other, measured[0], other.Name.StartsWith("one of", StringComparison.Ordinal) ? 1 : 3);
        }
    }

    private void Nobody(CheckWorld large)
    {
        var measured = rounds.Measure(Strangers(new CheckWorld(1_000), 1_000), Strangers(large, largest));
        Guard.Head("a subject without any grant");
        guard.Demand("handle", measured[0]);
        guard.Demand("handle", measured[1], measured[0], 1.1);
    }

    private static Contender Strangers(CheckWorld world, int live)
    {
        var handles = Enumerable.Range(live, HotKeys).Select(number => world.Table.Resolve(CheckWorld.SubjectOf(number))).ToArray();
        var resources = Enumerable.Range(live, HotKeys).Select(number => CheckWorld.ResourceOf(number)).ToArray();
        return Of($"beside {Number(live)} live grants", count =>
        {
            var denied = 0;
            for (var index = 0; index < count; index++)
            {
                var key = index & (HotKeys - 1);
                if (world.Checker.Check(handles[key], CheckWorld.PermissionName, resources[key]).Reason == Reason.NoGrant)
                {
                    denied++;
                }
            }

            return denied;
        });
    }
}
