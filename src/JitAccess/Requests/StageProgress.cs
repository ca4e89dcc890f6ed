using System.Collections.Immutable;

namespace JitAccess;

/// <summary>How far a request has come through the stages that both its pinned and its current policy demand.</summary>
/// <remarks>
/// A vote counts where its stage still demands what it demanded when the vote was cast. Every human counts once in a request and the requester
/// never, by all that is known now: accounts that turn out to be one human's stop counting twice.
/// </remarks>
internal sealed class StageProgress
{
    private readonly List<Vote> _counting = [];

    private StageProgress(RequestRecord request, ImmutableArray<ApprovalStage> stages, People people)
    {
        Stages = stages;
        foreach (var vote in stages.SelectMany(stage => VotesOn(stage, request)))
        {
            if (!people.Overlap(vote.Voter, vote.ActsFor, request.Subject, request.ActsFor) && !HasVoted(vote.Voter, vote.ActsFor, people))
            {
                _counting.Add(vote);
            }
        }
    }

    public ImmutableArray<ApprovalStage> Stages { get; }

    /// <summary>The first stage without its quorum; nothing when all have it.</summary>
    public ApprovalStage? Open => Stages.FirstOrDefault(stage => Count(stage, VoteDecision.Approve) < stage.Needs);

    /// <summary>The stage that the next vote is on. A policy that asks for less than it did can leave none open: then the last one decides.</summary>
    public ApprovalStage? Asked => Open ?? Stages.LastOrDefault();

    /// <summary>Everyone whose approval counts, in the order of the stages.</summary>
    public IEnumerable<Subject> Approvers => _counting.Where(vote => vote.Decision == VoteDecision.Approve).Select(vote => vote.Voter);

    public static StageProgress Of(RequestRecord request, JitPolicy policy, People people) => new(request, policy.Stages, people);

    /// <summary>How many votes of a kind count on a stage.</summary>
    public int Count(ApprovalStage stage, VoteDecision decision) =>
        _counting.Count(vote => vote.Decision == decision && string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal));

    /// <summary>Whether someone, or anyone who counts as one human with them, has a vote that counts.</summary>
    public bool HasVoted(Subject voter, ImmutableArray<Subject> actsFor, People people) =>
        _counting.Exists(vote => people.Overlap(voter, actsFor, vote.Voter, vote.ActsFor));

    private static IEnumerable<Vote> VotesOn(ApprovalStage stage, RequestRecord request) => request.Votes.Where(vote =>
        string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal) && string.Equals(vote.StageHash, stage.Hash, StringComparison.Ordinal));
}
