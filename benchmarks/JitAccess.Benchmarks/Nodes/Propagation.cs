using System.Globalization;
using System.Security.Cryptography;
using JitAccess.Benchmarks.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Benchmarks.Nodes;

/// <summary>
/// How long a revocation takes to every other of three nodes: from the moment at which it is called for until work under the grant is told to stop there,
/// the commit included.
/// </summary>
internal static class Propagation
{
    public static async Task RunAsync(PostgresServer server, string keyFile)
    {
        Console.WriteLine();
        Console.WriteLine("| a revocation reaches the other nodes | revocations | median | p99 | slowest |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        await MeasureAsync("by hints", server.Create("hints"), keyFile, hears: true, 500);
        await MeasureAsync("by polls alone (T = 5 s)", server.Create("polls"), keyFile, hears: false, 60);
    }

    private static async Task MeasureAsync(string name, string connection, string keyFile, bool hears, int revocations)
    {
        var nodes = Enumerable.Range(0, 3).Select(_ => new BenchmarkNode(connection, keyFile, hears)).ToList();
        try
        {
            foreach (var node in nodes)
            {
                await node.StartAsync();
            }

            var taken = new List<double>();
            for (var round = -revocations / 10; round < revocations; round++)
            {
                await Task.Delay(RandomNumberGenerator.GetInt32(hears ? 1 : 1667)); // anywhere between two polls
                var times = await RevokeAsync(nodes, round);
                taken.AddRange(round < 0 ? [] : times); // the first are to warm up
            }

            taken.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {revocations} | {taken[taken.Count / 2]:0.0} ms | {taken[(int)(taken.Count * 0.99)]:0.0} ms | {taken[^1]:0.0} ms |"));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<double[]> RevokeAsync(List<BenchmarkNode> nodes, int round)
    {
        var amina = BenchmarkNode.CallerOf($"amina-{round}", "support"); // nobody may ask that often
        var here = nodes[0].Services;
        var resource = $"orders/{round + 1000}";
        var request = await here.GetRequiredService<IJitRequests>().SubmitAsync(
            amina, new JitAsk("refund-order", Duration.FromMinutes(10)) { Resource = Resource.Parse(resource) });
        var position = nodes[0].Access.Position;
        var watching = new List<Task<long>>();
        foreach (var node in nodes.Skip(1))
        {
            await node.Access.CatchUpAsync(position);
            var lease = await node.Access.UseAsync(amina.Subject, "orders:refund", resource);
            var stopped = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            lease.Ended.Register(() => stopped.SetResult(TimeProvider.System.GetTimestamp()));
            watching.Add(stopped.Task);
        }

        var called = TimeProvider.System.GetTimestamp();
        await here.GetRequiredService<IJitGrants>().RevokeAsync(BenchmarkNode.CallerOf("bo", "support-lead"), request.GrantId!, "a benchmark");
        return [.. (await Task.WhenAll(watching)).Select(stopped => TimeProvider.System.GetElapsedTime(called, stopped).TotalMilliseconds)];
    }
}
