using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Whether the stages of a request can be met: enough distinct humans for all of them, when every human counts once.</summary>
/// <remarks>
/// It errs to one side only: what can be met is never called unmeetable. Who is one human with whom need not be transitive; those who pairwise
/// are count as one here, which is never fewer than <see cref="StageProgress"/> lets count.
/// </remarks>
internal sealed class Quorum
{
    private readonly ImmutableArray<StageAudience> _told;
    private readonly List<Voter> _voters = [];

    private Quorum(IEnumerable<StageAudience> audiences, Party requester, People people)
    {
        _told = [.. audiences.Where(audience => audience.Who is not null)];

        // Whatever the other stages take, one that this many could approve is met: nobody needs to be told apart beyond.
        var enough = _told.Sum(audience => audience.Stage.Needs);
        for (var stage = 0; stage < _told.Length; stage++)
        {
            foreach (var entry in Others(_told[stage].Who!.Value, requester, people))
            {
                if (Could(stage) == enough)
                {
                    break;
                }

                VoterOf(entry.Subject, people).Stages.Add(stage);
            }
        }
    }

    /// <summary>The stages that cannot be met, in their order, each with how many could approve it.</summary>
    public static ImmutableArray<(ApprovalStage Stage, int Could)> Shortfalls(IEnumerable<StageAudience> audiences, Party requester, People people)
    {
        var quorum = new Quorum(audiences, requester, people);
        return [.. Enumerable.Range(0, quorum._told.Length).Where(stage => !quorum.Fill(stage)).Select(stage => (quorum._told[stage].Stage, quorum.Could(stage)))];
    }

    /// <summary>Those accounts of humans that are not the requester's, through whichever chain.</summary>
    public static IEnumerable<DirectoryEntry> Others(ImmutableArray<DirectoryEntry> who, Party requester, People people) =>
        who.Where(entry => entry.Subject.Kind == SubjectKind.Human && !people.Overlap(entry.Subject, [], requester.Subject, requester.ActsFor));

    private int Could(int stage) => _voters.Count(voter => voter.Stages.Contains(stage));

    private Voter VoterOf(Subject account, People people)
    {
        var voter = _voters.Find(known => known.Accounts.TrueForAll(other => people.Overlap(account, [], other, [])));
        if (voter is null)
        {
            _voters.Add(voter = new Voter());
        }

        voter.Accounts.Add(account);
        return voter;
    }

    // A maximum matching by augmenting paths (Kuhn): a seat takes a free voter, or one whose own stage finds another.
    private bool Fill(int stage)
    {
        var filled = 0;
        while (filled < _told[stage].Stage.Needs && Seat(stage, []))
        {
            filled++;
        }

        if (filled == _told[stage].Stage.Needs)
        {
            return true;
        }

        // What cannot be met keeps nobody from the stages after it.
        foreach (var voter in _voters.Where(voter => voter.Seated == stage))
        {
            voter.Seated = null;
        }

        return false;
    }

    private bool Seat(int stage, HashSet<Voter> asked)
    {
        foreach (var voter in _voters.Where(voter => voter.Stages.Contains(stage)))
        {
            if (asked.Add(voter) && (voter.Seated is not { } other || Seat(other, asked)))
            {
                voter.Seated = stage;
                return true;
            }
        }

        return false;
    }

    // Accounts that count as one human, the stages that they could approve, and the one for which they are needed.
    private sealed class Voter
    {
        public List<Subject> Accounts { get; } = [];

        public HashSet<int> Stages { get; } = [];

        public int? Seated { get; set; }
    }
}
