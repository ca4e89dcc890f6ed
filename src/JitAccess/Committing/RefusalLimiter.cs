using System.Collections.Concurrent;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>Counts refused commands of each subject on this node, so that guessing is bounded although refusals store nothing.</summary>
/// <remarks>Thread-safe. Memory is bounded: whoever was not refused within the hour is forgotten, and at most 100,000 subjects are counted.</remarks>
internal sealed class RefusalLimiter(JitClock clock, JitLimits limits)
{
    private const long Window = 3_600_000;
    private const int MaxSubjects = 100_000;

    private readonly ConcurrentDictionary<Subject, Counter> _counters = new();

    /// <summary>Refuses a subject that was refused too often.</summary>
    /// <exception cref="JitRejectedException">Too many refusals in the last hour (<see cref="Reason.TooManyRefusals"/>).</exception>
    public void Admit(Subject subject)
    {
        var now = clock.WallMilliseconds;
        if (_counters.TryGetValue(subject, out var counter) && counter.IsWithin(now, Window) && counter.Count >= limits.RefusedCommandsPerHour)
        {
            var frees = Duration.FromMilliseconds(Math.Max(1, counter.Start + Window - now));
            throw new JitRejectedException(Explanation.WithRetry(
                new Finding(Reason.TooManyRefusals, "Not now: you have been refused as often in the last hour as the limit allows.")
                {
                    Limit = limits.RefusedCommandsPerHour.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Fix = "Try again later.",
                },
                frees));
        }
    }

    /// <summary>Counts a refusal.</summary>
    public void Count(Subject subject)
    {
        var now = clock.WallMilliseconds;
        if (_counters.Count >= MaxSubjects)
        {
            Forget(now);
        }

        _counters.AddOrUpdate(
            subject,
            static (_, moment) => new Counter(moment, 1),
            static (_, counter, moment) => counter.IsWithin(moment, Window) ? counter with { Count = counter.Count + 1 } : new Counter(moment, 1),
            now);
    }

    private void Forget(long now)
    {
        foreach (var (subject, counter) in _counters)
        {
            if (!counter.IsWithin(now, Window) || _counters.Count >= MaxSubjects)
            {
                _counters.TryRemove(subject, out _);
            }
        }
    }

    private sealed record Counter(long Start, int Count)
    {
        public bool IsWithin(long now, long window) => now >= Start && now - Start < window;
    }
}
