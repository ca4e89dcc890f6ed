using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>Counts refused commands of each subject on this node, so that guessing is bounded although refusals store nothing.</summary>
/// <remarks>
/// Thread-safe. Memory is bounded: whoever was not refused within the hour is forgotten, and where more subjects are counted than there is room for,
/// those with the fewest refusals are forgotten first. Every call takes bounded time.
/// </remarks>
internal sealed class RefusalLimiter(JitClock clock, JitLimits limits)
{
    private const long Window = 3_600_000;
    private const int LooksPerCount = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<Subject, Counter> _counters = [];
    private readonly Queue<Subject> _round = new(); // every counted subject once, in the order in which they are looked at

    /// <summary>Says that it was too often.</summary>
    public Finding TooMany { get; init; } = new(Reason.TooManyRefusals, "Not now: you have been refused as often in the last hour as the limit allows.");

    /// <summary>The most subjects that are counted at a time.</summary>
    public int Capacity { get; init; } = 100_000;

    /// <summary>Runs a command, unless its subject was refused too often; a refusal is counted.</summary>
    /// <exception cref="JitRejectedException">Too many refusals in the last hour (<see cref="Reason.TooManyRefusals"/>).</exception>
    public ValueTask<T> RunAsync<T>(Subject subject, Func<ValueTask<T>> command)
    {
        Admit(subject);
        return RunEndAsync(subject, command);
    }

    /// <summary>
    /// Runs a command that ends access or refuses it, which waits for nothing (rule 7); a refusal is counted, and says nothing more to a subject
    /// that was refused too often.
    /// </summary>
    /// <exception cref="JitRejectedException">It was refused, after too many refusals (<see cref="Reason.TooManyRefusals"/>).</exception>
    public async ValueTask<T> RunEndAsync<T>(Subject subject, Func<ValueTask<T>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (JitRejectedException rejected) when (rejected.Reason.Kind != ReasonKind.Unavailable)
        {
            Count(subject);
            throw;
        }
    }

    /// <summary>Refuses a subject that was refused too often.</summary>
    /// <exception cref="JitRejectedException">Too many refusals in the last hour (<see cref="Reason.TooManyRefusals"/>).</exception>
    public void Admit(Subject subject)
    {
        lock (_gate)
        {
            Demand(subject, clock.Timestamp);
        }
    }

    /// <summary>Counts something that costs, unless its subject has had as much of it within the hour as the limit allows.</summary>
    public bool TryCount(Subject subject)
    {
        lock (_gate)
        {
            var now = clock.Timestamp;
            if (IsExhausted(subject, now, out _))
            {
                return false;
            }

            Add(subject, now);
            return true;
        }
    }

    /// <summary>Counts a refusal, or refuses in its place: what the limit allows is what is told, however many commands run at once.</summary>
    /// <exception cref="JitRejectedException">Too many refusals in the last hour (<see cref="Reason.TooManyRefusals"/>).</exception>
    public void Count(Subject subject)
    {
        lock (_gate)
        {
            var now = clock.Timestamp;
            Demand(subject, now);
            Add(subject, now);
        }
    }

    private void Add(Subject subject, long now)
    {
        if (!_counters.TryGetValue(subject, out var counter))
        {
            MakeRoom(now);
            _counters.Add(subject, counter = new Counter());
            _round.Enqueue(subject);
        }
        else if (HasPassed(counter, now))
        {
            counter.Count = 0;
        }

        // The first refusal starts the hour, on the monotonic clock: setting the wall clock resets nothing.
        if (counter.Count++ == 0)
        {
            counter.Start = now;
        }
    }

    private void Demand(Subject subject, long now)
    {
        if (IsExhausted(subject, now, out var counter))
        {
            throw new JitRejectedException(Explanation.WithRetry(
                TooMany with
                {
                    Limit = limits.RefusedCommandsPerHour.ToString(CultureInfo.InvariantCulture),
                    Fix = "Try again later.",
                },
                Duration.FromMilliseconds(Math.Max(1, Window - clock.MillisecondsBetween(counter.Start, now)))));
        }
    }

    private bool IsExhausted(Subject subject, long now, [NotNullWhen(true)] out Counter? counter) =>
        _counters.TryGetValue(subject, out counter) && counter.Count >= limits.RefusedCommandsPerHour && !HasPassed(counter, now);

    // Looks at the next few in turn: whose hour is over is forgotten, and where that makes no room, the one of them that was refused least.
    private void MakeRoom(long now)
    {
        Subject? least = null;
        for (var looks = Math.Min(LooksPerCount, _round.Count); looks > 0; looks--)
        {
            var subject = _round.Dequeue();
            if (HasPassed(_counters[subject], now))
            {
                _counters.Remove(subject);
            }
            else if (least is null)
            {
                least = subject;
            }
            else
            {
                (least, var other) = _counters[subject].Count < _counters[least].Count ? (subject, least) : (least, subject);
                _round.Enqueue(other);
            }
        }

        if (least is not null && _counters.Count >= Capacity)
        {
            _counters.Remove(least);
        }
        else if (least is not null)
        {
            _round.Enqueue(least);
        }
    }

    private bool HasPassed(Counter counter, long now) => clock.MillisecondsBetween(counter.Start, now) >= Window;

    private sealed class Counter
    {
        public long Start { get; set; }

        public int Count { get; set; }
    }
}
