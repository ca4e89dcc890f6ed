using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>
/// How a node stays fresh, as a pure function of state, message and time: when to read the store, what to believe of the answer, and until when
/// to answer by it. No clock, no store, no thread; production and simulation run this same object.
/// </summary>
/// <param name="stalenessBound">T, in milliseconds: a revocation that commits at C is honoured by every check that starts after C + T.</param>
/// <param name="granularity">How late the monotonic clock may be that is read, in milliseconds.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class NodeProtocol(long stalenessBound, long granularity = 0)
{
    /// <summary>How long a proof lasts: the bound less 1 % for the rate of the clocks, and less what the clock may be late, in milliseconds.</summary>
    public long Lease { get; } = (stalenessBound * 99 / 100) - granularity;

    /// <summary>Says whether a node may answer, what time it is for an end, and why not.</summary>
    public bool MayAnswer(NodeState state, NodeTime now, out long time, out Reason refusal)
    {
        var proof = state.Proof;
        time = proof is null ? now.Wall : proof.TimeAt(now);

        // A monotonic clock stops in suspend and a wall clock steps: the later of both fails closed on each.
        if (state is { Fault: null, Remembered: null } && proof is not null && now.Since(proof.Sent) < Lease)
        {
            refusal = default;
            return true;
        }

        refusal = state.Fault is not null ? Reason.NodeRefuses : proof is not null && state.Remembered is null ? Reason.NodeStale : Reason.NotSynchronised;
        return false;
    }

    /// <summary>How much longer a node may answer if it hears of nothing, in milliseconds; 0 when it may not.</summary>
    public long AnswersFor(NodeState state, NodeTime now) => MayAnswer(state, now, out _, out _) ? Lease - now.Since(state.Proof!.Sent) : 0;

    /// <summary>Takes a message.</summary>
    public NodeStep Step(NodeState state, NodeMessage message, NodeTime now) => Take(state.SeenAt(now), message, now);

    private NodeStep Take(NodeState state, NodeMessage message, NodeTime now) => message switch
    {
        // INVARIANT: nothing that is read later makes a node trust a store again that it found at fault, but an adoption that the key authenticates,
        // of a store that was replaced. Ends are honoured whoever tells them.
        NodeMessage.Committed committed => OnCommitted(state, committed.Entries),
        NodeMessage.PollDue when state.IsReplaced => IsUnderway(state, now) ? new(state, []) : LookForEpoch(state, now, []),
        NodeMessage.EpochRead read when IsAwaited(state, read.Poll) => OnEpoch(state, read, now),
        _ when state.Fault is not null => new(state with { Outstanding = null, PollAgain = false }, []),
        NodeMessage.PollDue => OnPollDue(state, now),
        NodeMessage.SnapshotRead read when IsAwaited(state, read.Poll) => OnSnapshot(state, read, now),
        NodeMessage.PageRead read when IsAwaited(state, read.Poll) => OnPage(state, read, now),
        NodeMessage.PollFailed failed when IsAwaited(state, failed.Poll) => new(state with { Outstanding = null, PollAgain = false }, []),
        _ => new(state, []), // an answer that nobody waits for any more
    };

    private static bool IsAwaited(NodeState state, long poll) => state.Outstanding?.Id == poll;

    // A poll that is older than the bound proves nothing any more, so another takes its place.
    private bool IsUnderway(NodeState state, NodeTime now) => state.Outstanding is { } poll && now.Since(poll.Sent) < stalenessBound;

    private NodeStep OnPollDue(NodeState state, NodeTime now) => IsUnderway(state, now) ? new(state with { PollAgain = true }, []) : Send(state, now, []);

    private static NodeStep Send(NodeState state, NodeTime now, ImmutableArray<NodeEffect> before)
    {
        var poll = new Poll(state.Polls + 1, now);
        NodeEffect read = state.Cursor is { } cursor ? new NodeEffect.ReadJournal(poll.Id, state.Remembered?.At ?? cursor) : new NodeEffect.ReadSnapshot(poll.Id);
        return new(state with { Outstanding = poll, PollAgain = false, Polls = poll.Id }, before.Add(read));
    }

    // A snapshot is a proof of its own; what was committed while it was read is what the next poll is for. A node that remembers a store has it
    // proved first that the snapshot is of that store, and of no older copy: after the snapshot was taken, so that nothing slips in between.
    private static NodeStep OnSnapshot(NodeState state, NodeMessage.SnapshotRead read, NodeTime now)
    {
        if (read.Fault is { } fault)
        {
            return Deny(state, fault, []);
        }

        if (state.Incarnation is { } known && !string.Equals(read.Incarnation, known, StringComparison.Ordinal))
        {
            return Replaced(state, state.Remembered?.At.Position ?? 0, now);
        }

        var loaded = state with
        {
            Cursor = new JournalCursor(read.Head.Position, read.Head.Hash),
            Incarnation = read.Incarnation,
            Epoch = Math.Max(state.Epoch, read.Epoch),
            Proof = Prove(state, read.Head),
            Outstanding = null,
        };
        return Send(loaded, now, [new NodeEffect.LoadTable(read.Live, read.Head)]);
    }

    private static NodeStep OnPage(NodeState state, NodeMessage.PageRead read, NodeTime now)
    {
        if (!read.HoldsPrefix || !string.Equals(read.Incarnation, state.Incarnation, StringComparison.Ordinal))
        {
            return Replaced(state, (state.Remembered?.At ?? state.Cursor!.Value).Position, now);
        }

        if (state.Remembered is { } remembered)
        {
            // What is new in this page is not in the table: the snapshot is as fresh as it was.
            return Send(state with { Remembered = null, Epoch = Math.Max(state.Epoch, remembered.Epoch), Proof = Prove(state, read.Head) with { Sent = state.Proof!.Sent } }, now, []);
        }

        var (followed, effects) = Follow(state, read.Entries);
        if (followed.Fault is not null)
        {
            return new(followed, effects);
        }

        // INVARIANT: what the key authenticates bounds the store's time from below, since the time beside it can be written by whoever can write
        // the database.
        if (read.Entries is [.., var last] && !last.Sealed.HasPassed(read.Head.StoreTime))
        {
            return Deny(followed, $"The store's time lies before its entry at position {last.Position}: it was set back.", effects);
        }

        var position = followed.Cursor!.Value.Position;
        if (position < read.Head.Position)
        {
            return read.Entries.Count == 0
                ? Deny(followed, $"The store says its journal ends at position {read.Head.Position} and gives nothing after {position}.", effects)
                : Send(followed, now, effects); // there is more
        }

        var proved = followed with { Proof = Prove(state, read.Head), Outstanding = null };
        return proved.PollAgain ? Send(proved, now, effects) : new(proved, effects);
    }

    private static NodeStep OnCommitted(NodeState state, IReadOnlyList<ChainedEntry> entries)
    {
        // The end of one grant, named by its id, is safe in any order and more than once, so it waits for nothing. What ends everything that was
        // live before it has to keep its place.
        var ends = entries.SelectMany(entry => entry.Effects).OfType<GrantEnded>().Select(NodeEffect (end) => new NodeEffect.ApplyToTable(end)).ToImmutableArray();
        if (state.Fault is not null || entries.Count == 0)
        {
            return new(state, ends);
        }

        if (state.Cursor is { } cursor && entries[0].Position <= cursor.Position + 1)
        {
            var (followed, effects) = Follow(state, entries);
            return new(followed, [.. ends, .. effects]);
        }

        // Others have committed in between, or nothing was read yet: a poll brings it.
        return new(state with { PollAgain = state.Outstanding is not null }, ends);
    }

    // Entries that were followed already are passed over, as long as they lead to where the node is.
    private static (NodeState State, ImmutableArray<NodeEffect> Effects) Follow(NodeState state, IReadOnlyList<ChainedEntry> entries)
    {
        var (cursor, epoch) = (state.Cursor!.Value, state.Epoch);
        var effects = ImmutableArray.CreateBuilder<NodeEffect>();
        foreach (var entry in entries)
        {
            var fork = ForkAt(entry, cursor);
            if ((entry.Fault ?? fork) is { } fault)
            {
                var denied = Deny(state with { Cursor = cursor, IsReplaced = entry.Fault is null }, fault, effects.ToImmutable());
                return (denied.State, denied.Effects);
            }

            if (entry.Position > cursor.Position)
            {
                effects.AddRange(entry.Effects.Select(effect => new NodeEffect.ApplyToTable(effect)));
                epoch = entry.Effects.OfType<Epoch>().Aggregate(epoch, static (last, next) => Math.Max(last, next.Number));
                cursor = new JournalCursor(entry.Position, entry.Hash);
            }
        }

        return (state with { Cursor = cursor, Epoch = epoch }, effects.ToImmutable());
    }

    private static string? ForkAt(ChainedEntry entry, JournalCursor cursor)
    {
        var follows = (entry.Position - cursor.Position) switch
        {
            1 => entry.Previous.Span.SequenceEqual(cursor.Hash.Span),
            0 => entry.Hash.Span.SequenceEqual(cursor.Hash.Span),
            < 0 => true,
            _ => false,
        };
        return follows ? null : $"The journal entry at position {entry.Position} does not follow the one that this node read before it.";
    }

    private static NodeStep Replaced(NodeState state, long position, NodeTime now)
    {
        var denied = Deny(
            state,
            $"The store does not hold the journal that this node read up to position {position}: it was restored or replaced. "
            + "Put the right one back, or let an operator adopt this one (IJitOperations.AdoptStoreAsync).",
            []);
        return LookForEpoch(denied.State with { IsReplaced = true }, now, denied.Effects);
    }

    private static NodeStep LookForEpoch(NodeState state, NodeTime now, ImmutableArray<NodeEffect> before)
    {
        var poll = new Poll(state.Polls + 1, now);
        return new(state with { Outstanding = poll, Polls = poll.Id }, before.Add(new NodeEffect.ReadEpoch(poll.Id)));
    }

    // An adoption that the node knows already says nothing of a store that was put back since. A later one ends everything that was live before, so
    // the node begins anew with the store that holds its entry; what time it is, it knows as before.
    private static NodeStep OnEpoch(NodeState state, NodeMessage.EpochRead read, NodeTime now)
    {
        if (!state.IsReplaced || read.Adopted is not { } adopted || adopted.Number <= state.KnownEpoch)
        {
            return new(state with { Outstanding = null }, []);
        }

        var anew = NodeState.Remembering(adopted.At, read.Incarnation, adopted.Number) with { Polls = state.Polls, Proof = state.Proof, LastReading = state.LastReading };
        return Send(anew, now, []);
    }

    private static NodeStep Deny(NodeState state, string fault, ImmutableArray<NodeEffect> before) =>
        new(state with { Fault = fault, Outstanding = null, PollAgain = false }, before.Add(new NodeEffect.Alarm(fault)));

    // INVARIANT: a node's time never runs back. Where the store's time is this machine's wall clock, a step back moves both; then what was known
    // before is carried on, from where it was known, so that nothing is lost by rounding: not even where both come to the same millisecond.
    private static Proof Prove(NodeState state, JournalHead head)
    {
        var sent = state.Outstanding!.Sent;
        var time = Math.Max(head.StoreTime.ToUnixTimeMilliseconds(), sent.Wall);
        return state.Proof is { } before && before.CarriedTo(sent) >= time
            ? before with { Sent = sent }
            : new Proof(sent, time, sent);
    }
}
