using System.Globalization;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Benchmarks.Checks;

/// <summary>
/// Whether readers are in each other's way, or in a writer's. What two busy cores lose to each other anyway is told by arithmetic that shares nothing.
/// </summary>
/// <param name="rounds">How it is measured.</param>
/// <param name="guard">What must hold: at least 0.9 of what arithmetic keeps.</param>
internal sealed class ThreadComparison(Interleaved rounds, Guard guard)
{
    private const int Live = 10_000;
    private const int Keys = 256;
    private const int WritesPerSecond = 10_000;
    private const double AtMost = 1 / 0.9;

    private readonly CheckWorld _world = new(Live);

    public void Run()
    {
        var inputs = new[] { new CheckInputs(_world, Live, Keys), new CheckInputs(_world, Live, Keys, seed: 2) };
        Action<int>[] checks = [count => Check(inputs[0], count), count => Check(inputs[1], count)];
        Action<int>[] arithmetic = [Calculate, Calculate];
        var measured = rounds.Measure(
            new Contender("arithmetic, one thread", arithmetic[0]),
            new Contender("arithmetic, two threads", count => Together(arithmetic, count)),
            new Contender("arithmetic, beside writes", count => BesideWrites(arithmetic[0], count)),
            new Contender("checks, one thread", checks[0]),
            new Contender("checks, two threads", count => Together(checks, count)),
            new Contender("checks, beside writes", count => BesideWrites(checks[0], count)));
        Guard.Head("threads: nanoseconds an operation of each");
        foreach (var one in measured)
        {
            Guard.Report("of each", one);
        }

        guard.Demand("two readers", measured[4].Over(measured[3]), measured[1].Over(measured[0]), AtMost);
        guard.Demand($"a reader beside {WritesPerSecond.ToString("N0", CultureInfo.InvariantCulture)} writes a second", measured[5].Over(measured[3]), measured[2].Over(measured[0]), AtMost);
    }

    private static void Calculate(int count)
    {
        var state = 1UL;
        for (var index = 0; index < count; index++)
        {
            for (var step = 0; step < 24; step++)
            {
                state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
            }
        }

        if (state == 0)
        {
            throw new InvalidOperationException("The generator never comes to zero from one.");
        }
    }

    private static void Together(Action<int>[] loops, int count)
    {
        var threads = Array.ConvertAll(loops, loop => new Thread(() => loop(count)));
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Check(CheckInputs inputs, int count)
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            found += _world.Checker.Check(inputs.Handles[key], CheckWorld.PermissionName, inputs.Resources[key]).IsAllowed ? 1 : 0;
        }

        if (found != count)
        {
            throw new InvalidOperationException("An answer is not the one expected.");
        }
    }

    private void BesideWrites(Action<int> loop, int count)
    {
        using var isDone = new CancellationTokenSource();
        var writer = new Thread(() => Write(isDone.Token));
        writer.Start();
        loop(count);
        isDone.Cancel();
        writer.Join();
    }

    // A grant begins and ends, of subjects whom nobody asks about and of those who are asked about.
    private void Write(CancellationToken isDone)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var written = 0; !isDone.IsCancellationRequested;)
        {
            if (written >= TimeProvider.System.GetElapsedTime(start).TotalSeconds * WritesPerSecond)
            {
                Thread.Sleep(1);
                continue;
            }

            var now = _world.Clock.WallMilliseconds;
            var (id, subject) = ($"written-{start}-{written}", CheckWorld.SubjectOf(written % Live));
            _world.Table.Apply(
                new GrantLive(
                    id, subject, [new Scope(Permission.Parse(CheckWorld.PermissionName), Resource.Parse("written"))], "p", Deadline.After(_world.Clock.Wall, Duration.FromDays(1)), false, []),
                now);
            _world.Table.Apply(new GrantEnded(id, subject, Reason.Released), now);
            written += 2;
        }
    }
}
