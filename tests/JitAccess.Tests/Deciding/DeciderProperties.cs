using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;
using Xunit.Abstractions;

namespace JitAccess.Tests.Deciding;

/// <summary>The decider against the specification: each command on random states, and whole histories with time travel between the commands.</summary>
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

    [Fact]
    public void Submit_AnyState_AgreesWithTheSpecification() => Decide(
        new(0, 4, (maker, world) => maker.Submit(world)), Votes(2), Around(2), Waits(1), One((maker, world) => maker.Submit(world)));

    [Fact]
    public void Vote_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Around(1), Votes(3), Around(2), Waits(1), One((maker, world) => maker.Vote(world)));

    [Fact]
    public void Vote_LastOfSeveral_AgreesWithTheSpecification() => Decide(
        Submits(2), Votes(6), new(1, 1, (maker, world) => maker.Publish(world)), Votes(4));

    [Fact]
    public void Vote_NumbersTightenedMeanwhile_AgreesWithTheSpecification() => Decide(
        Submits(2), Votes(3), new(1, 1, (maker, world) => maker.Tighten(world)), Votes(6));

    [Fact]
    public void Activate_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(4), Around(2), Waits(1), One((maker, world) => maker.Activate(world)), Waits(1), One((maker, world) => maker.Activate(world)));

    [Fact]
    public void FirstUse_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(4), Around(2), Waits(1), One((maker, world) => maker.Use(world)), Waits(1), One((maker, world) => maker.Use(world)));

    [Fact]
    public void Withdraw_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(1), Around(1), Waits(1), One((maker, world) => maker.Withdraw(world)));

    [Fact]
    public void Release_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(5), Around(1), Waits(1), One((maker, world) => maker.Release(world)));

    [Fact]
    public void Revoke_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(5), Around(1), Waits(1), One((maker, world) => maker.Revoke(world)));

    [Fact]
    public void Review_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(5), Waits(2), new(0, 2, (maker, world) => maker.Review(world)), Around(1), One((maker, world) => maker.Review(world)));

    [Fact]
    public void Recheck_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(4), Votes(5), Around(4), Waits(1), One((_, _) => new Move.Recheck()));

    [Fact]
    public void RevokeAll_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(4), Votes(5), Around(1), Waits(1), One((maker, world) => maker.RevokeAll(world)));

    [Fact]
    public void Use_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(3), Votes(5), new(0, 3, (maker, world) => maker.Use(world)), Waits(1), One((maker, world) => maker.Use(world)));

    [Fact]
    public void Publish_AnyState_AgreesWithTheSpecification() => Decide(
        Submits(1), new(0, 3, (maker, world) => maker.Publish(world)), One((maker, world) => maker.Publish(world)));

    [Fact]
    public void LapseAndExpire_AnyState_AgreeWithTheSpecification() => Decide(
        Submits(4), Votes(3), Waits(2), new(0, 1, (_, _) => new Move.KeepHouse()), Waits(1), One((_, _) => new Move.KeepHouse()));

    private static Phase Submits(int most) => new(1, most, (maker, world) => maker.Submit(world));

    private static Phase Votes(int most) => new(0, most, (maker, world) => maker.Vote(world));

    private static Phase Waits(int most) => new(0, most, (maker, world) => maker.Wait(world));

    private static Phase Around(int most) => new(0, most, (maker, world) => maker.Around(world));

    private static Phase One(Func<MoveMaker, SpecWorld, Move> make) => new(1, 1, make);

    private void Decide(params Phase[] phases) => Histories.Check(1, output, (seed, _) =>
    {
        var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
        var duel = new DeciderDuel(world);
        foreach (var phase in phases)
        {
            for (var count = maker.Between(phase.Least, phase.Most); count > 0; count--)
            {
                duel.Play(phase.Make(maker, world));
            }
        }
    });

    private sealed record Phase(int Least, int Most, Func<MoveMaker, SpecWorld, Move> Make);
}
