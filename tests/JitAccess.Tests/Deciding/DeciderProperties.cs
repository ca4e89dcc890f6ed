using JitAccess.Tests.Deciding.Model;
using Xunit.Abstractions;

namespace JitAccess.Tests.Deciding;

public sealed class DeciderProperties(ITestOutputHelper output)
{
    [Fact]
    public void Decide_AnyHistory_AgreesWithTheSpecification() => Histories.Check(50, output, (seed, steps) =>
    {
        var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
        var duel = new DeciderDuel(world);
        foreach (var step in steps)
        {
            duel.Play(maker.Next(step, world));
        }
    });
}
