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

    // What the histories are about comes about in them.
    [Fact]
    public void Decide_ManyHistories_ClaimAndRefuseToBegin()
    {
        var (claimed, used, refused, expired) = (0, 0, 0, 0);
        for (var seed = 1; seed <= 400 && !(claimed > 20 && used > 20 && refused > 20 && expired > 20); seed++)
        {
            var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
            var duel = new DeciderDuel(world);
            for (var step = 0; step < 40; step++)
            {
                var move = maker.Next((seed * 1000) + step, world);
                var waiting = world.Grants.FindAll(grant => grant.StateAt(world.Now) == "claimable");
                duel.Play(move);
                var begun = waiting.Count(grant => grant.Waits is null);
                claimed += move is Move.Activate ? begun : 0;
                used += move is Move.Use ? begun : 0;
                refused += begun == 0 && waiting.Exists(grant => grant.StateAt(world.Now) == "claimable"
                    && (move is Move.Activate activate ? grant.Request.Id == activate.Request && grant.Holder == activate.Caller.Account
                        : move is Move.Use use && grant.Waits == "first-use" && grant.Holder == use.Account && duel.Used == grant.Id)) ? 1 : 0;
                expired += waiting.Count(grant => grant.StateAt(world.Now) == "expired");
            }
        }

        output.WriteLine($"{claimed} claimed, {used} first used, {refused} refused, {expired} never begun");
        Assert.True(claimed > 20 && used > 20 && refused > 20 && expired > 20, $"{claimed} claimed, {used} first used, {refused} refused, {expired} never begun");
    }

    // Agents get what their people may have, and lose it with them although they are eligible themselves.
    [Fact]
    public void Decide_ManyHistories_AgentsAreBoundByTheirPeople()
    {
        var (given, refused, lost) = (0, 0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
            var duel = new DeciderDuel(world);
            for (var step = 0; step < 40; step++)
            {
                var (move, had) = (maker.Next((seed * 1000) + step, world), world.Requests.Count);
                var live = world.Grants.FindAll(grant => grant.LivesAt(world.Now) && grant.Request.Requester.Bounds.Count > 0 && IsEligible(grant.Request.Requester, grant.Request.Pinned));
                duel.Play(move);
                refused += move is Move.Submit { Caller: { Bounds.Count: > 0 } caller } submit && world.Requests.Count == had
                    && world.Current(submit.Ask.Policy) is { } policy && IsEligible(caller, policy) && !caller.Bounds.TrueForAll(bound => IsEligible(bound, policy)) ? 1 : 0;
                lost += live.Count(grant => grant.LostEligibility && IsEligible(grant.Request.Requester, grant.Request.Pinned));
            }

            given += world.Grants.Count(grant => grant.Request.Requester.Bounds.Count > 0);

            bool IsEligible(SpecCaller caller, SpecPolicy policy) => policy.Eligible.Holds(caller.Account, caller.Believed, world.Directory, world.Now, []) == true;
        }

        output.WriteLine($"{given} given to agents, {refused} refused because of their people, {lost} lost with them");
        Assert.True(given > 20 && refused > 20 && lost > 5, $"{given} given to agents, {refused} refused because of their people, {lost} lost with them");
    }

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
