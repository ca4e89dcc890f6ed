using System.Security.Cryptography;
using BenchmarkDotNet.Running;
using JitAccess.Benchmarks.Checks;
using JitAccess.Benchmarks.Measuring;
using JitAccess.Benchmarks.Nodes;
using JitAccess.Benchmarks.Stores;

if (await ManyGrants.TryStartAsync(args))
{
    return;
}

if (args is ["check", ..])
{
    // A short run is noisy: 15 % more than a bound may be noise, and so may be more while something else takes a core. What is broken three times is broken.
    var isShort = args is [_, "short"];
    var rounds = isShort ? new Interleaved(9, TimeSpan.FromMilliseconds(15)) : new Interleaved(15, TimeSpan.FromMilliseconds(40));
    Guard guard;
    var attempt = 0;
    do
    {
        guard = new Guard(isShort ? 1.15 : 1);
        if (args is [_, "large"])
        {
            new CheckComparison(rounds, guard, 10_000_000).RunLarge();
        }
        else
        {
            new CheckComparison(rounds, guard, isShort ? 100_000 : 1_000_000).Run();
            new ThreadComparison(rounds, guard).Run();
        }

        Console.WriteLine();
        foreach (var broken in guard.Broken)
        {
            Console.WriteLine($"BROKEN: {broken}");
        }
    }
    while (isShort && guard.Broken.Count > 0 && ++attempt < 3);

    Environment.ExitCode = guard.Broken.Count == 0 ? 0 : 1;
    return;
}

if (args is not ["stores", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return;
}

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
    foreach (var (_, run) in parts.Where(part => args.Length == 1 || args[1] == part.Name))
    {
        await run();
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
