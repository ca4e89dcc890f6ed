using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace JitAccess.PostgreSql.Tests.Nodes;

/// <summary>What was revoked on one process is refused by the others when T has passed, whatever their network does; and typically long before.</summary>
public sealed class RevocationTests(ThreeNodes nodes, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    [PostgresTheory]
    [InlineData(Weather.Fair, Weather.Cut)]
    [InlineData(Weather.Hole, Weather.Late)]
    [InlineData(Weather.Drip, Weather.Hole)]
    public async Task P28_Revocation_WhateverTheNetworkDoes_IsHonouredWithinTheBound(object one, object other)
    {
        var (order, grant) = await nodes.GrantAsync();
        var far = nodes.Nodes.Skip(1).ToList();
        far[0].Network.Turn((Weather)one);
        far[1].Network.Turn((Weather)other);
        try
        {
            Assert.Equal("revoked", await nodes.RevokeAsync(grant));
            var answered = Stopwatch.GetTimestamp(); // the commit lies before
            await Task.WhenAll(far.Select(node => DemandRefusedAsync(node, order, answered)));
        }
        finally
        {
            far.ForEach(node => node.Network.Turn(Weather.Fair));
        }

        foreach (var node in far)
        {
            await ThreeNodes.UntilAsync(node.IsHealthyAsync, "a node recovers by itself");
            Assert.Equal(HttpStatusCode.Forbidden, await ThreeNodes.RefundAsync(node, order));
        }
    }

    [PostgresFact]
    public async Task Revocation_InFairWeather_IsTypicallySeenLongBeforeTheBound()
    {
        var taken = new List<double>();
        for (var round = 0; round < 20; round++)
        {
            var (order, grant) = await nodes.GrantAsync();
            var watching = nodes.Nodes.Skip(1).Select(async node =>
            {
                var refused = 0L;
                await ThreeNodes.UntilAsync(
                    async () =>
                    {
                        var status = await ThreeNodes.RefundAsync(node, order);
                        refused = Stopwatch.GetTimestamp();
                        return status != HttpStatusCode.OK; // a node that a busy machine makes late denies by itself
                    },
                    "a node refuses",
                    atOnce: true);
                return refused;
            }).ToList();
            await nodes.RevokeAsync(grant);
            var answered = Stopwatch.GetTimestamp();
            taken.AddRange((await Task.WhenAll(watching)).Select(refused => Stopwatch.GetElapsedTime(answered, refused).TotalMilliseconds));
        }

        taken.Sort();
        output.WriteLine($"from the answer of the revocation to the first refusal elsewhere: median {taken[taken.Count / 2]:F1} ms, slowest of {taken.Count} {taken[^1]:F1} ms");
        Assert.True(taken[^1] < ThreeNodes.Bound.TotalMilliseconds, $"{taken[^1]} ms");
    }

    // Checks until a second after the bound: none that starts after the bound may be allowed.
    private async Task DemandRefusedAsync(BackOfficeNode node, string order, long answered)
    {
        var (lastAllowed, checks) = (TimeSpan.Zero, 0);
        for (var started = TimeSpan.Zero; started < ThreeNodes.Bound + TimeSpan.FromSeconds(1); checks++)
        {
            started = Stopwatch.GetElapsedTime(answered);
            if (await ThreeNodes.RefundAsync(node, order) == HttpStatusCode.OK)
            {
                lastAllowed = started;
            }
        }

        output.WriteLine($"{checks} checks, the last one allowed began {lastAllowed.TotalMilliseconds:F0} ms after the revocation was answered");
        Assert.True(checks > 10, $"{checks} checks");
        Assert.True(lastAllowed <= ThreeNodes.Bound, $"a check that began {lastAllowed.TotalMilliseconds} ms after the revocation was allowed");
    }
}
