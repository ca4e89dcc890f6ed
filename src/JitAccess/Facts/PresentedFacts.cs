using NodaTime;

namespace JitAccess;

/// <summary>How long what a session presented can stand in for a directory (<c>ClaimsGoodFor</c>).</summary>
internal static class PresentedFacts
{
    /// <summary>
    /// The moment from which the presented facts are too old to decide by (<see cref="Reason.FactsStale"/>), and at which a grant made on them
    /// ends at the latest: the earliest of them plus <paramref name="goodFor"/>. <see langword="null"/> when nothing was presented.
    /// </summary>
    /// <remarks>Where the directory knows the subject this does not apply: its answer is as fresh as the decision.</remarks>
    public static Deadline? GoodUntil(FactSet presented, Duration goodFor)
    {
        Deadline? earliest = null;
        foreach (var fact in presented.Facts)
        {
            var deadline = Deadline.After(fact.At, goodFor);
            earliest = earliest is { } other ? Deadline.Earlier(other, deadline) : deadline;
        }

        return earliest;
    }
}
