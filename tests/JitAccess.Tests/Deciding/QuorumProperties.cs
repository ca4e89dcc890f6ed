using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Deciding;

/// <summary>A request is called unmeetable only when no votes of those who could cast them, in whatever number and on whatever stage, would meet its stages.</summary>
public sealed class QuorumProperties(ITestOutputHelper output)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly Subject Requester = Subject.Human("idp", "amina");

    // Some look like others, or like the requester.
    private static readonly string[] Names = ["amina", "Amina", "bo", "BO", "chen", "dan", "d an"];

    private static readonly Gen<Case> Cases =
        from names in Gen.SubListOf(Names)
        from persons in Gen.ArrayOf(Gen.Elements<string?>(null, null, "p", "q", "r"), Names.Length)
        from stages in Gen.Choose(1, 3)
        from needs in Gen.ArrayOf(Gen.Elements(1, 1, 2, 3), stages)
        from could in Gen.ArrayOf(Gen.Choose(0, 127), stages)
        from isTold in Gen.ArrayOf(Gen.Choose(0, 9), stages)
        from person in Gen.Elements<string?>(null, "p")
        select new Case([.. names.Take(5)], persons, needs, could, [.. isTold.Select(dice => dice > 0)], person);

    [Fact]
    public void P12_Shortfalls_AnyPeopleAndStages_AgreeWithEveryWayToVote() => Properties.Check(
        Prop.ForAll(Cases.ToArbitrary(), made =>
        {
            var audiences = made.Audiences();
            var people = People.Unknown.With(made.Entries()).With([new DirectoryEntry(Requester) { PersonId = made.RequesterPerson }]);
            var shortfalls = Quorum.Shortfalls(audiences, new Party(Requester), people);
            var told = audiences.Where(audience => audience.Who is not null).ToImmutableArray();
            var canBeMet = CanBeMet(told, made.Entries(), people);

            // Never called unmeetable when it is not; the other way round too, unless it depends on whom one takes two accounts for.
            Assert.True(shortfalls.IsEmpty || !canBeMet);
            Assert.True(canBeMet || !shortfalls.IsEmpty || !IsTransitive(made.Entries(), people));
            Assert.All(shortfalls, shortfall => Assert.Contains(told, audience => ReferenceEquals(audience.Stage, shortfall.Stage)));
        }),
        output,
        size: 20);

    [Fact]
    public void Shortfalls_ManyPeople_AreFewSteps()
    {
        var who = Enumerable.Range(0, Audience.MaxEntries).Select(index => new DirectoryEntry(Subject.Human("idp", $"p{index}"))).ToImmutableArray();
        ImmutableArray<StageAudience> audiences = [.. Enumerable.Range(0, 20).Select(index => new StageAudience(new ApprovalStage($"s{index}", Everyone.SignedIn, needs: 3, deniedBy: 1), who))];

        Assert.Empty(Quorum.Shortfalls(audiences, new Party(Requester), People.Unknown));
    }

    // Every account votes on one of the stages that it could approve, or on none.
    private static bool CanBeMet(ImmutableArray<StageAudience> stages, List<DirectoryEntry> accounts, People people)
    {
        return Try(0, []);

        bool Try(int account, ImmutableList<Vote> votes)
        {
            if (account == accounts.Count)
            {
                return IsMet(stages, votes, people);
            }

            var could = stages.Where(stage => stage.Who!.Value.Contains(accounts[account]));
            return Try(account + 1, votes) || could.Any(stage => Try(account + 1, votes.Add(new Vote
            {
                Stage = stage.Stage.Name,
                StageHash = stage.Stage.Hash,
                Voter = accounts[account].Subject,
                ActsFor = [],
                Decision = VoteDecision.Approve,
                At = Now,
                LookedAt = [],
            })));
        }
    }

    private static bool IsMet(ImmutableArray<StageAudience> stages, IEnumerable<Vote> votes, People people)
    {
        var policy = new JitPolicy(new PolicyDraft
        {
            Name = "policy",
            Scopes = [],
            Eligible = Everyone.SignedIn,
            MaxDuration = Duration.FromHours(1),
            Stages = [.. stages.Select(stage => StageDraft.Of(stage.Stage))],
        });
        var request = Bare.Request() with { Subject = Requester, Votes = [.. votes] };
        return StageProgress.Of(request, policy, people).Open is null;
    }

    private static bool IsTransitive(List<DirectoryEntry> accounts, People people)
    {
        List<Subject> all = [Requester, .. accounts.Select(account => account.Subject)];
        return all.TrueForAll(a => all.TrueForAll(b => all.TrueForAll(c => !(Same(a, b) && Same(b, c)) || Same(a, c))));

        bool Same(Subject one, Subject other) => people.Overlap(one, [], other, []);
    }

    private sealed record Case(string[] Names, string?[] Persons, int[] Needs, int[] Could, bool[] IsTold, string? RequesterPerson)
    {
        private readonly List<DirectoryEntry> _entries =
            [.. Names.Select((name, index) => new DirectoryEntry(Subject.Human("idp", name)) { PersonId = Persons[index] })];

        public List<DirectoryEntry> Entries() => _entries;

        public ImmutableArray<StageAudience> Audiences() =>
        [
            .. Needs.Select((needs, stage) => new StageAudience(
                new ApprovalStage($"s{stage}", Everyone.SignedIn, needs, deniedBy: 1),
                IsTold[stage] ? [.. _entries.Where((_, index) => (Could[stage] >> index & 1) == 1)] : null)),
        ];
    }
}
