using JitAccess.Tests.Deciding.Model;
using JitAccess.Tests.Grants.Model;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants;

/// <summary>The whole engine, called as applications call it, against the specification.</summary>
public sealed class EngineProperties(ITestOutputHelper output)
{
    [Fact]
    public void Engine_AnyHistory_AgreesWithTheSpecification() => Histories.CheckAsync(50, output, async (seed, steps) =>
    {
        var (maker, world) = MoveMaker.Begin(seed, Histories.Start, tellsApprovers: true);
        using var duel = await EngineDuel.BeginAsync(world, maker.Accounts);
        foreach (var step in steps)
        {
            await duel.PlayAsync(maker.Next(step, world));
        }

        if (seed % 4 == 0)
        {
            await duel.DemandViewsAsync();
        }

        await duel.DemandInvariantsAsync();
    });
}
