using NodaTime;

namespace JitAccess;

/// <summary>Writes a stage in C#.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ApprovalStageBuilder
{
    internal ApprovalStageBuilder(string name) => Draft = new StageDraft { Name = name };

    internal StageDraft Draft { get; private set; }

    /// <summary>Says who may approve or deny. Said again, it replaces what was said before.</summary>
    /// <param name="condition">Who may decide.</param>
    /// <returns>This builder.</returns>
    public ApprovalStageBuilder ApprovedBy(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(Draft with { Approvers = condition });
    }

    /// <summary>Says how many distinct humans must approve; 1 when left out.</summary>
    /// <param name="humans">1 to <see cref="ApprovalStage.MaxNeeds"/>.</param>
    /// <returns>This builder.</returns>
    public ApprovalStageBuilder Needs(int humans) => With(Draft with { Needs = humans });

    /// <summary>Says how many denials deny the request; 1 when left out.</summary>
    /// <param name="humans">1 to <see cref="ApprovalStage.MaxNeeds"/>.</param>
    /// <returns>This builder.</returns>
    public ApprovalStageBuilder DeniedBy(int humans) => With(Draft with { DeniedBy = humans });

    /// <summary>Says when those who may decide are reminded, once; never when left out.</summary>
    /// <param name="waiting">How long the stage has waited for its quorum: whole seconds, at most 366 days.</param>
    /// <returns>This builder.</returns>
    public ApprovalStageBuilder RemindsAfter(Duration waiting) => With(Draft with { RemindAfter = waiting });

    /// <summary>Says who may decide besides once the stage has waited too long; nobody when left out.</summary>
    /// <param name="waiting">How long the stage has waited for its quorum: whole seconds, at most 366 days.</param>
    /// <param name="to">Who may decide from then on, besides those who may anyway.</param>
    /// <returns>This builder.</returns>
    public ApprovalStageBuilder EscalatesAfter(Duration waiting, Condition to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return With(Draft with { Escalation = new EscalationDraft { After = waiting, To = to } });
    }

    private ApprovalStageBuilder With(StageDraft draft)
    {
        Draft = draft;
        return this;
    }
}
