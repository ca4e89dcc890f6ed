using NodaTime;

namespace JitAccess;

/// <summary>A stage as the builder or a file says it, before anything is checked.</summary>
internal sealed record StageDraft
{
    public string? Name { get; init; }

    public Condition? Approvers { get; init; }

    public int Needs { get; init; } = 1;

    public int DeniedBy { get; init; } = 1;

    public Duration? RemindAfter { get; init; }

    public EscalationDraft? Escalation { get; init; }

    /// <summary>What a builder says.</summary>
    public static StageDraft Of(string name, Action<ApprovalStageBuilder> stage)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(stage);
        var builder = new ApprovalStageBuilder(name);
        stage(builder);
        return builder.Draft;
    }

    /// <summary>A stage as it was said.</summary>
    public static StageDraft Of(ApprovalStage stage) => new()
    {
        Name = stage.Name,
        Approvers = stage.Approvers,
        Needs = stage.Needs,
        DeniedBy = stage.DeniedBy,
        RemindAfter = stage.RemindAfter,
        Escalation = EscalationDraft.Of(stage.Escalation),
    };
}
