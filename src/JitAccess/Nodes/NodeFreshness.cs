using NodaTime;

namespace JitAccess.Nodes;

/// <summary>How long this node may answer, and what time it is for an end: the state of <see cref="NodeProtocol"/>, read with this node's clocks.</summary>
/// <remarks>Thread-safe; reading takes no lock and allocates nothing. One writer at a time.</remarks>
internal sealed class NodeFreshness(JitClock clock, Duration stalenessBound)
{
    private volatile NodeState _state = NodeState.New;
    private volatile OwnCommit? _committed;

    /// <summary>What the node does about what it is told.</summary>
    public NodeProtocol Protocol { get; } = new((long)stalenessBound.TotalMilliseconds, clock.Granularity);

    /// <summary>What the node knows. Whoever writes it has told the table what it says first.</summary>
    public NodeState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>
    /// How far the journal is known here to reach, the commands of this node included: what ends a grant is in the table before the journal up to it is read.
    /// </summary>
    public long KnownPosition
    {
        get
        {
            var state = _state;
            var read = state.Cursor?.Position ?? 0;
            return _committed is { } own && own.Epoch == state.Epoch ? Math.Max(read, own.Position) : read; // an adopted store begins before what was lost
        }
    }

    /// <summary>Notes how far a command of this node has brought the journal.</summary>
    public void NoteCommitted(long position)
    {
        for (var known = _committed; ; known = _committed)
        {
            var epoch = _state.Epoch;
            if ((known is not null && known.Epoch == epoch && known.Position >= position)
                || ReferenceEquals(Interlocked.CompareExchange(ref _committed, new OwnCommit(position, epoch), known), known))
            {
                return;
            }
        }
    }

    /// <summary>Whether the node has looked what it knew before it was started. Until then nothing that it is told may count.</summary>
    public bool HasRecalled { get; private set; }

    /// <summary>Takes what the node knew before it was started, once.</summary>
    /// <exception cref="Stores.StoreUnavailableException">What it kept cannot be read.</exception>
    public void Remember(NodeMemory memory)
    {
        if (!HasRecalled)
        {
            _state = memory.Recall() ?? _state;
            HasRecalled = true;
        }
    }

    /// <summary>Says whether the node may answer now, and what time it is: the later of the wall clock and the store's time carried on.</summary>
    public bool MayAnswer(out long now, out Reason refusal) => Protocol.MayAnswer(_state, clock.Reading, out now, out refusal);

    /// <summary>How much longer the node may answer if no poll comes back, in milliseconds; 0 when it may not.</summary>
    public long AnswersFor => Protocol.AnswersFor(_state, clock.Reading);

    /// <summary>What time it is for an end, whether the node may answer or not.</summary>
    public long Now
    {
        get
        {
            MayAnswer(out var now, out _);
            return now;
        }
    }

    /// <summary>
    /// What time it has become since the last good poll, whatever the wall clock says now: a time that never runs back. Nothing before the first.
    /// </summary>
    public long? Proved => _state.Proof?.CarriedTo(clock.Reading);

    /// <summary>How long ago the last good poll was sent, in milliseconds; <see langword="null"/> before the first.</summary>
    public long? AgeMilliseconds => _state.Proof is { } proof ? clock.Reading.Since(proof.Sent) : null;

    private sealed record OwnCommit(long Position, long Epoch);
}
