using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>What a node knows of the store, and until when it may answer by it.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record NodeState
{
    /// <summary>A node that knows nothing: it denies.</summary>
    public static NodeState New { get; } = new();

    /// <summary>A node that knew a store before it was started: it denies, until that store has proved that it is the same and has forgotten nothing.</summary>
    public static NodeState Remembering(JournalCursor cursor, string incarnation, long epoch = 0) =>
        new() { Remembered = new Remembered(cursor, epoch), Incarnation = incarnation };

    /// <summary>How far the journal was read; <see langword="null"/> before the first snapshot.</summary>
    public JournalCursor? Cursor { get; init; }

    /// <summary>
    /// How far the node had read before it was started, while the store has not proved yet that it still holds that; <see langword="null"/> otherwise.
    /// </summary>
    public Remembered? Remembered { get; init; }

    /// <summary>Which life of the store it was read from.</summary>
    public string? Incarnation { get; init; }

    /// <summary>What the last good poll proved.</summary>
    public Proof? Proof { get; init; }

    /// <summary>Why the node denies until it is started again, or the store is adopted where that can be.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Whether the fault is that the store was restored or replaced: then an adoption that this node does not know yet makes it begin anew with that store.
    /// </summary>
    public bool IsReplaced { get; init; }

    /// <summary>The number of the last adoption of the store that was read; 0 for none.</summary>
    public long Epoch { get; init; }

    /// <summary>The number of the last adoption that this node knows of: what a store says that has proved nothing yet does not count.</summary>
    public long KnownEpoch => Remembered?.Epoch ?? Epoch;

    /// <summary>The poll that was sent and not answered yet.</summary>
    public Poll? Outstanding { get; init; }

    /// <summary>Whether somebody asked for a poll after the outstanding one was sent: what they need to know may not be in its answer.</summary>
    public bool PollAgain { get; init; }

    /// <summary>The number of the last poll.</summary>
    public long Polls { get; init; }

    /// <summary>What the clocks said at the last message.</summary>
    public NodeTime? LastReading { get; init; }

    /// <summary>
    /// The same at a later reading. A wall clock that was set back since the last one would hide as much of a suspend that follows, in which the
    /// monotonic clock stops: so what was sent before is told in the wall clock as it is now.
    /// </summary>
    public NodeState SeenAt(NodeTime now)
    {
        var back = LastReading is { } last ? Math.Max(0, now.MonotonicSince(last) - (now.Wall - last.Wall)) : 0;
        return this with
        {
            LastReading = now,
            Proof = Proof is null ? null : Proof with { Sent = Proof.Sent.SetBack(back) },
            Outstanding = Outstanding is null ? null : Outstanding with { Sent = Outstanding.Sent.SetBack(back) },
        };
    }
}

/// <summary>What a node knew of a store before it began anew: how far it had read, and the last adoption that it knew of.</summary>
internal sealed record Remembered(JournalCursor At, long Epoch);

/// <summary>A poll: its number, and when it was sent.</summary>
internal sealed record Poll(long Id, NodeTime Sent);

/// <summary>What a good poll proves: that nothing older than the moment it was <em>sent</em> is missing, and what time it was for the store.</summary>
/// <param name="Sent">When the poll was sent.</param>
/// <param name="Time">A moment of the store's time, or of the wall clock where that was later, in milliseconds since the Unix epoch.</param>
/// <param name="KnownAt">When it was known to be at least that time.</param>
internal sealed record Proof(NodeTime Sent, long Time, NodeTime KnownAt)
{
    /// <summary>What time it is for an end: the later of the wall clock and the known time carried on.</summary>
    public long TimeAt(NodeTime now) => Math.Max(now.Wall, CarriedTo(now));

    /// <summary>The known time carried on by the monotonic clock, whatever the wall clock says.</summary>
    public long CarriedTo(NodeTime now) => Time + now.MonotonicSince(KnownAt);
}
