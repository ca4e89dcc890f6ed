using System.Text.Json.Serialization;
using NodaTime;

namespace JitAccess;

/// <summary>What time brings to a request while a stage lacks its quorum: those who decide are reminded, and others may decide too.</summary>
/// <param name="Stage">The stage that waits.</param>
/// <param name="StageHash">The hash of what it demands.</param>
internal sealed record StageWait(string Stage, string StageHash)
{
    /// <summary>When those who decide are reminded; nothing when they have been, or are not.</summary>
    public Deadline? RemindAt { get; init; }

    /// <summary>When others may decide too; nothing when they may, or never.</summary>
    public Deadline? EscalateAt { get; init; }

    /// <summary>What comes next; nothing when all has come.</summary>
    [JsonIgnore]
    public Deadline? Next => (RemindAt, EscalateAt) switch
    {
        ({ } remind, { } escalate) => Deadline.Earlier(remind, escalate),
        var (remind, escalate) => remind ?? escalate,
    };

    /// <summary>What a stage brings that waits from a moment on; nothing when it brings nothing.</summary>
    public static StageWait? On(ApprovalStage? stage, Instant since)
    {
        var wait = stage is null ? null : new StageWait(stage.Name, stage.Hash)
        {
            RemindAt = stage.RemindAfter is { } remind ? Deadline.After(since, remind) : null,
            EscalateAt = stage.Escalation is { } escalation ? Deadline.After(since, escalation.After) : null,
        };
        return wait?.Next is null ? null : wait;
    }

    /// <summary>Says whether it is this stage that waits, and demands what it demanded.</summary>
    public bool IsOf(ApprovalStage stage) => string.Equals(StageHash, stage.Hash, StringComparison.Ordinal);

    /// <summary>The rest once those who decide were reminded.</summary>
    public StageWait? Reminded() => EscalateAt is null ? null : this with { RemindAt = null };
}
