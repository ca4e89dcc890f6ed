namespace JitAccess;

/// <summary>The policy that a request pinned and the one that is published now; both must allow (decision rule 2).</summary>
/// <remarks>Either is missing when its text cannot be read or is no longer published: then nothing more is approved.</remarks>
internal sealed record PolicyPair(JitPolicy? Pinned, JitPolicy? Current)
{
    /// <summary>What both allow; nothing when one of them is missing.</summary>
    public JitPolicy? Effective { get; } = Pinned is null || Current is null ? null : PolicyConjunction.Of(Pinned, Current);

    /// <summary>Every stage of either, for telling who is a party.</summary>
    public IEnumerable<ApprovalStage> AllStages =>
        Effective?.Stages ?? (IEnumerable<ApprovalStage>)[.. Pinned?.Stages ?? [], .. Current?.Stages ?? []];
}
