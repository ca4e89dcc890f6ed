using NodaTime;

namespace JitAccess.Nodes;

/// <summary>
/// How long this node may answer, and what time it is for an end. A good poll proves that nothing older than the moment it was
/// <em>sent</em> is missing; the proof lasts for the staleness bound less 1 % for the clock rate.
/// </summary>
/// <remarks>Thread-safe; reading takes no lock and allocates nothing.</remarks>
internal sealed class NodeFreshness(JitClock clock, Duration stalenessBound)
{
    private readonly long _lease = (long)(stalenessBound.TotalMilliseconds * 0.99);
    private volatile Proof? _proof;
    private volatile Refusal? _refusal;

    /// <summary>Whether the node has ever read the store.</summary>
    public bool IsSynchronised => _proof is not null;

    /// <summary>Says whether the node may answer now, and what time it is: the later of the wall clock and the store's time carried on.</summary>
    public bool MayAnswer(out long now, out Reason refusal)
    {
        var proof = _proof;
        var wall = clock.WallMilliseconds;
        if (proof is null || _refusal is not null)
        {
            now = wall;
            refusal = _refusal?.Reason ?? Reason.NotSynchronised;
            return false;
        }

        // A monotonic clock stops in suspend and a wall clock steps: the later of both fails closed on each.
        var timestamp = clock.Timestamp;
        now = Math.Max(wall, TimeAt(proof, timestamp));
        refusal = Reason.NodeStale;
        return Math.Max(clock.MillisecondsBetween(proof.SentTimestamp, timestamp), wall - proof.SentWall) < _lease;
    }

    /// <summary>What time it is for an end, whether the node may answer or not.</summary>
    public long Now
    {
        get
        {
            MayAnswer(out var now, out _);
            return now;
        }
    }

    /// <summary>How long ago the last good poll was sent, in milliseconds; <see langword="null"/> before the first.</summary>
    public long? AgeMilliseconds => _proof is { } proof
        ? Math.Max(clock.MillisecondsBetween(proof.SentTimestamp, clock.Timestamp), clock.WallMilliseconds - proof.SentWall)
        : null;

    /// <summary>Notes the moment at which a poll is sent.</summary>
    public PollSent Sending() => new(clock.Timestamp, clock.WallMilliseconds);

    /// <summary>A poll that was sent at a moment came back whole and verified.</summary>
    public void Proved(PollSent sent, Instant storeTime)
    {
        var before = _proof;
        if (before is not null && sent.Timestamp < before.SentTimestamp)
        {
            return;
        }

        // INVARIANT: this node's time never runs back. Where the store's time is this machine's wall clock, a step back moves both; then what was
        // known before is carried on, from where it was known, so that nothing is lost by rounding.
        var time = Math.Max(storeTime.ToUnixTimeMilliseconds(), sent.Wall);
        _proof = before is not null && TimeAt(before, sent.Timestamp) > time
            ? before with { SentTimestamp = sent.Timestamp, SentWall = sent.Wall }
            : new Proof(time, sent.Timestamp, sent.Timestamp, sent.Wall);
    }

    /// <summary>The node met what it cannot verify or understand: it denies from now on.</summary>
    public void Refuse(Reason reason) => _refusal = new Refusal(reason);

    private long TimeAt(Proof proof, long timestamp) => proof.Time + clock.MillisecondsBetween(proof.TimeKnownAt, timestamp);

    private sealed record Proof(long Time, long TimeKnownAt, long SentTimestamp, long SentWall);

    private sealed record Refusal(Reason Reason);
}

/// <summary>The moment at which a poll was sent, on both clocks.</summary>
internal sealed record PollSent(long Timestamp, long Wall);
