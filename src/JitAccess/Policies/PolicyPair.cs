namespace JitAccess;

/// <summary>The policy that a request pinned and the one that is published now; both must allow (decision rule 2).</summary>
/// <remarks>Either is missing when its text cannot be read or is no longer published: then nothing more is approved.</remarks>
internal sealed record PolicyPair(JitPolicy? Pinned, JitPolicy? Current)
{
    /// <summary>What both allow; nothing when one of them is missing.</summary>
    public JitPolicy? Effective { get; } = Pinned is null || Current is null ? null : PolicyConjunction.Of(Pinned, Current);

    /// <summary>What breaking the glass owes by both; by the pinned one alone where the other says nothing of it any more.</summary>
    public BreakGlassRule? BreakGlass { get; } = Pinned?.BreakGlass is { } pinned && Current?.BreakGlass is { } current
        ? new BreakGlassRule(PolicyConjunction.Both(pinned, current))
        : Pinned?.BreakGlass;

    /// <summary>Every stage of either.</summary>
    public IEnumerable<ApprovalStage> AllStages =>
        Effective?.Stages ?? (IEnumerable<ApprovalStage>)[.. Pinned?.Stages ?? [], .. Current?.Stages ?? []];

    /// <summary>Who decides by either, on a request or on what was done: for telling who is a party.</summary>
    public IEnumerable<Condition> Deciders =>
    [
        .. AllStages.Select(stage => stage.Deciders),
        .. BreakGlass is { } glass ? [glass.Reviewers] : Array.Empty<Condition>(),
    ];
}
