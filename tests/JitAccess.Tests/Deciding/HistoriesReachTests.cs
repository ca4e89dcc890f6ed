using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;
using Xunit.Abstractions;

namespace JitAccess.Tests.Deciding;

/// <summary>What the random histories are about comes about in them: a rule that no history meets is not compared with the specification.</summary>
public sealed class HistoriesReachTests(ITestOutputHelper output)
{
    [Fact]
    public void Histories_Many_ClaimAndRefuseToBegin()
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
    public void Histories_Many_AgentsAreBoundByTheirPeople()
    {
        var (given, refused, lost) = (0, 0, 0);
        for (var seed = 1; seed <= 600 && !(given > 20 && refused > 20 && lost > 5); seed++)
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

    // Others decide for those who are away: who stands in for them, and whom a stage lets decide once it has waited.
    [Fact]
    public void Histories_Many_OthersDecideForThoseWhoAreAway()
    {
        var (standsIn, escalated, refused) = (0, 0, 0);
        for (var seed = 1; seed <= 400 && !(standsIn > 20 && escalated > 20 && refused > 20); seed++)
        {
            var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
            var duel = new DeciderDuel(world);
            for (var step = 0; step < 40; step++)
            {
                var (move, made) = (maker.Next((seed * 1000) + step, world), world.Delegations.Count);
                duel.Play(move);
                standsIn += move is Move.Vote vote && world.Request(vote.Request)?.Votes.LastOrDefault() is { } cast
                    && cast.At == world.Now && cast.Voter.Account == vote.Caller.Account && cast.Voter.ActsFor.Count > vote.Caller.ActsFor.Count ? 1 : 0;
                refused += move is Move.Delegate && world.Delegations.Count == made ? 1 : 0;
            }

            escalated += world.Requests.Sum(request => request.Escalated.Count);
        }

        output.WriteLine($"{standsIn} votes for somebody, {escalated} escalated, {refused} delegations refused");
        Assert.True(standsIn > 20 && escalated > 20 && refused > 20, $"{standsIn} votes for somebody, {escalated} escalated, {refused} delegations refused");
    }

    // Who manages the requester, or owns what is asked for, decides by that alone; of others a stage that asks for it wants nothing.
    [Fact]
    public void Histories_Many_DecideByRelation()
    {
        var (decided, refused) = (0, 0);
        for (var seed = 1; seed <= 400 && !(decided > 20 && refused > 20); seed++)
        {
            var (maker, world) = MoveMaker.Begin(seed, Histories.Start);
            var duel = new DeciderDuel(world);
            for (var step = 0; step < 40; step++)
            {
                var move = maker.Next((seed * 1000) + step, world);
                var (caller, request) = move is Move.Vote vote ? (vote.Caller, world.Request(vote.Request)) : (null, null);
                var stage = request?.StateAt(world.Now) == "pending" ? world.OpenStage(request) : null;
                var (votes, may) = (request?.Votes.Count, stage?.MayDecide(world, caller!, request!));
                var needsRelation = stage is not null && NeedsRelation(stage, caller!, request!, may!.Value);
                duel.Play(move);
                decided += needsRelation && may == true && request!.Votes.Count > votes ? 1 : 0;
                refused += needsRelation && may == false && request!.Votes.Count == votes ? 1 : 0;
            }

            // Whether it would be otherwise if the relation were otherwise.
            bool NeedsRelation(SpecOpenStage stage, SpecCaller caller, SpecRequest request, bool may)
            {
                var (managers, owners) = (world.Directory.Managers, world.Directory.Owners);
                List<SpecAccount> related = may ? [] : [caller.Account];
                world.Directory.Managers = new() { [request.Requester.Account] = related };
                world.Directory.Owners = request.Scopes.Select(scope => scope.Resource).Distinct().ToDictionary(path => path, _ => related);
                var otherwise = stage.MayDecide(world, caller, request) != may;
                (world.Directory.Managers, world.Directory.Owners) = (managers, owners);
                return otherwise;
            }
        }

        output.WriteLine($"{decided} decided by relation, {refused} refused for want of one");
        Assert.True(decided > 20 && refused > 20, $"{decided} decided by relation, {refused} refused for want of one");
    }
}
