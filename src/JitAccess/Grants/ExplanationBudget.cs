using JitAccess.Committing;

namespace JitAccess;

/// <summary>Bounds how often a subject that is refused is told what it could ask for, since finding that out costs a look at store and directory.</summary>
/// <remarks>
/// Thread-safe. Counted apart from refused commands, with the same limit: who was refused at protected endpoints can still ask for access.
/// </remarks>
internal sealed class ExplanationBudget(JitClock clock, JitLimits limits)
{
    private readonly RefusalLimiter _told = new(clock, limits);

    /// <summary>Takes one; <see langword="false"/> when the subject has had as many within the hour as the limit allows.</summary>
    public bool TryTake(Subject subject) => _told.TryCount(subject);
}
