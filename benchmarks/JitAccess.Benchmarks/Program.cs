using System.Security.Cryptography;
using BenchmarkDotNet.Running;
using JitAccess.Benchmarks.Checks;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Nodes;
using JitAccess.Benchmarks.Requests;
using JitAccess.Benchmarks.Stores;

if (await ManyGrants.TryStartAsync(args))
{
    return;
}

switch (args)
{
    case ["check", "short"]:
        Environment.ExitCode = await CheckShortAsync();
        break;
    case ["check", .. var parts]:
        Environment.ExitCode = await CheckAsync(parts);
        break;
    case ["stores", .. var parts]:
        await StoresAsync(parts);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}

// A short run is noisy: 15 % more than a bound may be noise, and so may be more while something else takes a core. What is broken three times is broken.
static async Task<int> CheckShortAsync()
{
    for (var attempt = 1; ; attempt++)
    {
        var guard = new Guard(1.15);
        var rounds = new Interleaved(9, TimeSpan.FromMilliseconds(15));
        new CheckComparison(rounds, guard, 100_000).Run();
        new ThreadComparison(rounds, guard).Run();
        await new RequestComparison(new Interleaved(31, TimeSpan.FromMilliseconds(15)), guard).RunAsync();
        if (guard.Say() == 0 || attempt == 3)
        {
            return guard.Broken.Count == 0 ? 0 : 1;
        }
    }
}

static async Task<int> CheckAsync(string[] chosen)
{
    var guard = new Guard(1);
    var turn = TimeSpan.FromMilliseconds(40);
    var rounds = new Interleaved(15, turn);
    (string Name, bool IsUsual, Func<Task> Run)[] parts =
    [
        ("keys", true, () => Task.Run(() => new CheckComparison(rounds, guard, 1_000_000).Run())),
        ("threads", true, () => Task.Run(() => new ThreadComparison(rounds, guard).Run())),
        ("requests", true, () => new RequestComparison(new Interleaved(31, turn), guard).RunAsync()),
        ("load", true, () => SnapshotLoad.RunAsync(guard)),
        ("large", false, () => Task.Run(() => new CheckComparison(rounds, guard, 10_000_000).RunLarge())),
    ];
    foreach (var (_, _, run) in parts.Where(part => chosen.Length == 0 ? part.IsUsual : chosen.Contains(part.Name)))
    {
        await run();
    }

    return guard.Say() == 0 ? 0 : 1;
}

static async Task StoresAsync(string[] chosen)
{
    var folder = Directory.CreateTempSubdirectory("jitaccess-bench-").FullName;
    try
    {
        var keyFile = Path.Combine(folder, "jit.key");
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(keyFile, "{\"current\":\"k1\",\"keys\":{\"k1\":\"" + secret + "\"}}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using var server = await PostgresServer.StartAsync();
        (string Name, Func<Task> Run)[] parts =
        [
            ("commits", () => StoreComparison.RunAsync(server, folder)),
            ("revocations", () => Propagation.RunAsync(server, keyFile)),
            ("start", () => ManyGrants.RunAsync(server, keyFile)),
        ];
        foreach (var (_, run) in parts.Where(part => chosen.Length == 0 || chosen.Contains(part.Name)))
        {
            await run();
        }
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
