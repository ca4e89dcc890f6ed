using System.Collections.Immutable;

namespace JitAccess;

/// <summary>How far a request has come through the stages that both its pinned and its current policy demand.</summary>
/// <remarks>
/// A vote counts where its stage still demands what it demanded when the vote was cast. Votes only add up: one more never takes an
/// approval away.
/// </remarks>
internal sealed class StageProgress
{
    private readonly RequestRecord _request;

    private StageProgress(RequestRecord request, ImmutableArray<ApprovalStage> stages)
    {
        _request = request;
        Stages = stages;
    }

    public ImmutableArray<ApprovalStage> Stages { get; }

    /// <summary>The first stage without its quorum; nothing when all have it.</summary>
    public ApprovalStage? Open => Stages.FirstOrDefault(stage => !IsApproved(stage));

    public static StageProgress Of(RequestRecord request, JitPolicy policy) => new(request, policy.Stages);

    public bool IsApproved(ApprovalStage stage) => Approvals(stage).Count() >= stage.Needs;

    public IEnumerable<Vote> Approvals(ApprovalStage stage) => Counting(stage).Where(vote => vote.Decision == VoteDecision.Approve);

    public IEnumerable<Vote> Denials(ApprovalStage stage) => Counting(stage).Where(vote => vote.Decision == VoteDecision.Deny);

    /// <summary>Every vote that counts in any stage.</summary>
    public IEnumerable<Vote> Votes => Stages.SelectMany(Counting);

    private IEnumerable<Vote> Counting(ApprovalStage stage) => _request.Votes.Where(vote =>
        string.Equals(vote.Stage, stage.Name, StringComparison.Ordinal) && string.Equals(vote.StageHash, stage.Hash, StringComparison.Ordinal));
}
