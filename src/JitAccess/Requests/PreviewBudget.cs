using JitAccess.Committing;

namespace JitAccess;

/// <summary>Bounds how often a subject finds out what would happen if it asked, since each look costs the directory about as much as asking.</summary>
/// <remarks>Thread-safe. Counted apart from refused commands, with the same limit: who has looked often enough can still ask.</remarks>
internal sealed class PreviewBudget(JitClock clock, JitLimits limits)
{
    private readonly RefusalLimiter _taken = new(clock, limits)
    {
        TooMany = new Finding(Reason.TooManyPreviews, "Not now: you have asked what would happen as often in the last hour as the limit allows."),
    };

    /// <summary>Takes one.</summary>
    /// <exception cref="JitRejectedException">The subject has had as many within the hour as the limit allows (<see cref="Reason.TooManyPreviews"/>).</exception>
    public void Take(Subject subject) => _taken.Count(subject);
}
