using NodaTime;

namespace JitAccess.Notifications;

/// <summary>How many messages recipients got lately, and whether the notifier collects because one had too many.</summary>
/// <remarks>It is in memory alone: a node that takes over begins anew, which costs a few messages and loses none. Used by one delivery at a time.</remarks>
internal sealed class NotificationPace(int most, Duration window, JitClock clock)
{
    private const int Remembered = 1000; // recipients, before those are looked for that got nothing lately

    private readonly Dictionary<string, Queue<long>> _sent = new(StringComparer.Ordinal);
    private long? _collectsSince;

    /// <summary>Whether the window after the last digest is over, or nobody got one.</summary>
    public bool IsOver => _collectsSince is not { } since || clock.SecondsBetween(since, clock.Timestamp) >= window.TotalSeconds;

    /// <summary>Whether so many more would be too many for a recipient.</summary>
    public bool IsTooMany(string recipient, int more) => Recent(recipient) + more > most;

    /// <summary>A recipient got so many messages, alone or in a digest; where that was too many, the notifier collects from now on.</summary>
    public void Sent(string recipient, int messages)
    {
        if (IsTooMany(recipient, messages))
        {
            _collectsSince = clock.Timestamp;
        }

        if (_sent.Count >= Remembered)
        {
            foreach (var known in _sent.Keys.Where(known => Recent(known) == 0).ToList())
            {
                _sent.Remove(known);
            }
        }

        if (!_sent.TryGetValue(recipient, out var times))
        {
            _sent[recipient] = times = new Queue<long>();
        }

        times.Enqueue(clock.Timestamp);
        if (times.Count > most)
        {
            times.Dequeue();
        }
    }

    private int Recent(string recipient)
    {
        if (!_sent.TryGetValue(recipient, out var times))
        {
            return 0;
        }

        while (times.TryPeek(out var oldest) && clock.SecondsBetween(oldest, clock.Timestamp) >= window.TotalSeconds)
        {
            times.Dequeue();
        }

        return times.Count;
    }
}
