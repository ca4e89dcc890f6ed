using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Deciding;
using JitAccess.Tests.Deciding.Model;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Requests;

/// <summary>Counting, over any votes of any accounts: humans count once, a quorum is reached or passed, and one vote more never takes anything away.</summary>
public sealed class StageProgressProperties(ITestOutputHelper output)
{
    private static readonly Instant Now = Bare.Now;

    // Six humans with up to three accounts each, some told by the directory and some by their looks alone.
    private static readonly (Subject Account, string Human)[] Accounts =
    [
        .. from human in Enumerable.Range(0, 6)
           from id in (string[])[$"user{human}", $"USER{human}", $"adm-{human}"]
           select (Subject.Human("idp", id), $"human{human}"),
    ];

    [Fact]
    public void P04_AddingAVote_NeverUnapproves() => Check((dice, policy, people) =>
    {
        var request = Request(dice, policy);
        for (var vote = 0; vote < 12; vote++)
        {
            var before = StageProgress.Of(request, policy, people);
            var cast = Cast(dice, policy);
            if (before.HasVoted(cast.Voter, [], people))
            {
                continue; // the decider refuses it
            }

            request = request with { Votes = request.Votes.Add(cast) };
            var after = StageProgress.Of(request, policy, people);
            foreach (var stage in policy.Stages)
            {
                Assert.True(after.Count(stage, VoteDecision.Approve) >= before.Count(stage, VoteDecision.Approve), $"{stage.Name} lost an approval");
                Assert.True(after.Count(stage, VoteDecision.Deny) >= before.Count(stage, VoteDecision.Deny), $"{stage.Name} lost a denial");
            }

            Assert.True(before.Open is not null || after.Open is null, "one vote more opened a stage again");
        }
    });

    [Fact]
    public void P04_AnyVotes_HumansCountOnceAndAQuorumIsReachedOrPassed() => Check((dice, policy, people) =>
    {
        var request = Request(dice, policy);
        request = request with { Votes = [.. Enumerable.Range(0, dice.Between(0, 20)).Select(_ => Cast(dice, policy))] };

        var progress = StageProgress.Of(request, policy, people);

        var humans = progress.Approvers.Select(HumanOf).ToList();
        Assert.Equal(humans.Count, humans.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(HumanOf(request.Subject), humans);
        var open = policy.Stages.FirstOrDefault(stage => HumansOn(stage) < stage.Needs);
        Assert.Equal(open?.Name, progress.Open?.Name);

        int HumansOn(ApprovalStage stage) => request.Votes
            .Where(vote => vote.Decision == VoteDecision.Approve && vote.Stage == stage.Name && progress.Approvers.Contains(vote.Voter))
            .Select(vote => HumanOf(vote.Voter)).Distinct(StringComparer.Ordinal).Count(human => IsFirst(human, stage));

        // A human counts where their first vote is, in the order of the stages.
        bool IsFirst(string human, ApprovalStage stage) =>
            policy.Stages.First(other => request.Votes.Any(vote => vote.Stage == other.Name && HumanOf(vote.Voter) == human)).Name == stage.Name
            && request.Votes.First(vote => vote.Stage == stage.Name && HumanOf(vote.Voter) == human).Decision == VoteDecision.Approve;
    });

    private void Check(Action<Dice, JitPolicy, People> holds) => Properties.Check(
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var dice = new Dice(seed);
            holds(dice, Policy(dice), new People(Accounts.ToImmutableDictionary(item => item.Account, item => item.Human)));
        }),
        output);

    private static JitPolicy Policy(Dice dice)
    {
        var policy = JitPolicy.Create("policy").Grants("orders:refund").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(1));
        for (var stage = 0; stage < dice.Between(1, 3); stage++)
        {
            policy.Stage($"stage-{stage}", item => item.ApprovedBy(Everyone.SignedIn).Needs(dice.Between(1, 3)).DeniedBy(dice.Between(1, 2)));
        }

        return policy.Build();
    }

    private static Vote Cast(Dice dice, JitPolicy policy)
    {
        var stage = dice.Pick(policy.Stages);
        return new Vote
        {
            Stage = stage.Name,
            StageHash = stage.Hash,
            Voter = dice.Pick(Accounts).Account,
            ActsFor = [],
            Decision = dice.Chance(75) ? VoteDecision.Approve : VoteDecision.Deny,
            At = Now,
            LookedAt = [],
        };
    }

    private static RequestRecord Request(Dice dice, JitPolicy policy) => Bare.Request([.. policy.Scopes]) with { Subject = dice.Pick(Accounts).Account };

    private static string HumanOf(Subject account) => Accounts.Single(item => item.Account.Equals(account)).Human;
}
