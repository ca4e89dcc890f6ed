using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>How much time was spent within windows, and what is kept of that. All in milliseconds since the Unix epoch; pure.</summary>
internal static class Allowance
{
    private const int MostKept = 200;

    /// <summary>Adds the time of a grant, in place of what was said of it before.</summary>
    public static ImmutableArray<SpentTime> With(ImmutableArray<SpentTime> spent, SpentTime grant) =>
        Shortened([.. spent.Where(item => item.Grant is null || !string.Equals(item.Grant, grant.Grant, StringComparison.Ordinal)), grant]);

    /// <summary>Says that a grant has ended: what is left of its time is not spent.</summary>
    public static ImmutableArray<SpentTime> Ended(ImmutableArray<SpentTime> spent, string grant, Instant at)
    {
        var ended =
            from item in spent
            select !string.Equals(item.Grant, grant, StringComparison.Ordinal) ? item : item with { Until = Deadline.Earlier(item.Until, Deadline.From(at)), Grant = null };
        return Shortened([.. ended.Where(item => item.From.UnixMilliseconds < item.Until.UnixMilliseconds)]);
    }

    /// <summary>Without what no window can reach any more.</summary>
    public static ImmutableArray<SpentTime> At(ImmutableArray<SpentTime> spent, Instant now) =>
        spent.RemoveAll(item => Deadline.After(item.Until.At, AllowanceRule.LongestWindow).HasPassed(now));

    /// <summary>Says how much of the fullest window that touches something new would be spent, with it.</summary>
    /// <param name="spent">What was spent under the policy.</param>
    /// <param name="from">When the new begins.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="within">The length of the windows.</param>
    public static long Fullest(IReadOnlyCollection<(long From, long Until)> spent, long from, long until, long within)
    {
        var all = Union([.. spent, (from, until)]);

        // What a window covers changes its slope only where one of its edges meets one of theirs, so the fullest begins or ends at one, or is the first or last that touches.
        return all.Append((From: from, Until: until))
            .SelectMany(item => new[] { item.From, item.Until - within })
            .Append(from - within + 1).Append(until - 1)
            .Where(start => start < until && start + within > from)
            .Select(start => all.Sum(item => Math.Max(0, Math.Min(item.Until, start + within) - Math.Max(item.From, start))))
            .Max();
    }

    /// <summary>Finds a moment at which something of a length would fit: when enough of what was spent has left the window. There may be earlier ones.</summary>
    /// <param name="spent">What was spent under the policy.</param>
    /// <param name="from">The moment from which it did not fit.</param>
    /// <param name="length">The length.</param>
    /// <param name="total">What fits in a window.</param>
    /// <param name="within">The length of the windows.</param>
    public static long FitsFrom(IReadOnlyCollection<(long From, long Until)> spent, long from, long length, long total, long within)
    {
        foreach (var start in spent.Select(item => item.Until + within - length).Where(start => start > from).Order())
        {
            var full = Fullest(spent, start, start + length, within);
            if (full <= total)
            {
                var sooner = Math.Max(from, start - (total - full));
                return Fullest(spent, sooner, sooner + length, within) <= total ? sooner : start;
            }
        }

        return from; // what fits in a window that is empty fits in the end
    }

    private static List<(long From, long Until)> Union(IEnumerable<(long From, long Until)> items)
    {
        var all = new List<(long From, long Until)>();
        foreach (var item in items.OrderBy(item => item.From))
        {
            if (all.Count > 0 && item.From <= all[^1].Until)
            {
                all[^1] = (all[^1].From, Math.Max(all[^1].Until, item.Until));
            }
            else
            {
                all.Add(item);
            }
        }

        return all;
    }

    // Settled times of one policy that touch become one.
    private static ImmutableArray<SpentTime> Shortened(ImmutableArray<SpentTime> spent) =>
    [
        .. spent.Where(item => item.Grant is null).GroupBy(item => item.Policy, StringComparer.Ordinal).SelectMany(group =>
            Bounded(Union(group.Select(item => (item.From.UnixMilliseconds, item.Until.UnixMilliseconds)))).Select(item => Spent(group.Key, item.From, item.Until))),
        .. spent.Where(item => item.Grant is not null),
    ];

    // Where there are more than a record should hold, those that lie closest become one, which spends what lies between them.
    private static List<(long From, long Until)> Bounded(List<(long From, long Until)> times)
    {
        while (times.Count > MostKept)
        {
            var closest = Enumerable.Range(0, times.Count - 1).MinBy(index => times[index + 1].From - times[index].Until);
            times[closest] = (times[closest].From, times[closest + 1].Until);
            times.RemoveAt(closest + 1);
        }

        return times;
    }

    private static SpentTime Spent(string policy, long from, long until) =>
        new(policy, Deadline.FromUnixMilliseconds(from), Deadline.FromUnixMilliseconds(until));
}
