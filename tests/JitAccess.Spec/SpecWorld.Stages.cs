namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>The pinned and the current version of a request's policy; the pinned one alone when the policy is no longer published.</summary>
    private List<SpecPolicy> VersionsOf(SpecRequest request)
    {
        List<SpecPolicy> versions = [request.Pinned, .. Current(request.Pinned.Name) is { } current ? [current] : Array.Empty<SpecPolicy>()];
        return request.Extends is null ? versions : versions.ConvertAll(policy => policy.OfExtensions).OfType<SpecPolicy>().ToList();
    }

    /// <summary>Whether nothing more is approved: the policy is no longer published, or says nothing of extensions any more.</summary>
    private bool IsGone(SpecRequest request) => Current(request.Pinned.Name) is not { } current || (request.Extends is not null && current.Extension is null);

    /// <summary>
    /// The stages of both versions: those of the pinned one in its order, then those that the current one adds. Where both have a stage, the
    /// stricter number counts, and an approver must be one by both.
    /// </summary>
    public List<SpecOpenStage> StagesOf(SpecRequest request)
    {
        var stages = new List<SpecOpenStage>();
        foreach (var stage in VersionsOf(request).SelectMany(policy => policy.Stages))
        {
            if (stages.Find(known => known.Name == stage.Name) is { } both)
            {
                both.Approvers.Add(stage.Approvers);
                both.Needs = Math.Max(both.Needs, stage.Needs);
                both.DeniedBy = Math.Min(both.DeniedBy, stage.DeniedBy);
                both.EscalatesAfter = both.EscalatesAfter is { } one && stage.EscalatesAfter is { } other ? Math.Max(one, other) : null;
                both.EscalatesTo.Add(stage.EscalatesTo);
            }
            else
            {
                stages.Add(new SpecOpenStage
                {
                    Name = stage.Name,
                    Approvers = [stage.Approvers],
                    Needs = stage.Needs,
                    DeniedBy = stage.DeniedBy,
                    EscalatesAfter = stage.EscalatesAfter,
                    EscalatesTo = [stage.EscalatesTo],
                });
            }
        }

        return stages;
    }

    /// <summary>
    /// The votes that count. A vote counts while its stage still demands what it demanded when the vote was cast: a stage that became stricter wants
    /// to be asked again. Each human counts once in a request, and nobody who is the requester counts at all, as far as can be told now.
    /// </summary>
    public List<SpecVote> Counting(SpecRequest request)
    {
        var counting = new List<SpecVote>();
        foreach (var stage in StagesOf(request))
        {
            foreach (var vote in request.Votes.FindAll(vote => vote.Stage == stage.Name && vote.Demands == stage.Demands))
            {
                if (!Directory.SameHuman(vote.Voter.Chain, request.Requester.Chain)
                    && !counting.Exists(other => Directory.SameHuman(other.Voter.Chain, vote.Voter.Chain)))
                {
                    counting.Add(vote);
                }
            }
        }

        return counting;
    }

    /// <summary>The first stage without its quorum. Where all have one, because a stage was taken out of the policy again, the last is asked.</summary>
    public SpecOpenStage? OpenStage(SpecRequest request)
    {
        var stages = StagesOf(request);
        return stages.Find(stage => !HasQuorum(request, stage)) ?? stages.LastOrDefault();
    }

    private bool HasQuorum(SpecRequest request, SpecOpenStage stage) =>
        Counting(request).Count(vote => vote.Stage == stage.Name && vote.Approves) >= stage.Needs;
}
