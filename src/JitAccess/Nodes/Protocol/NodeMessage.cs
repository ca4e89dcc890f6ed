using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>What a node can be told.</summary>
internal abstract record NodeMessage
{
    private NodeMessage()
    {
    }

    /// <summary>It is time to read the store: the period is over, somebody needs to know, or a hint came. A hint proves nothing.</summary>
    public sealed record PollDue : NodeMessage
    {
        public static PollDue Now { get; } = new();
    }

    /// <summary>A poll of the journal was answered.</summary>
    public sealed record PageRead(long Poll, string Incarnation, JournalHead Head, bool HoldsPrefix, IReadOnlyList<ChainedEntry> Entries) : NodeMessage;

    /// <summary>A poll for the live grants was answered; with a fault when one of them does not verify.</summary>
    public sealed record SnapshotRead(long Poll, string Incarnation, JournalHead Head, IReadOnlyList<GrantLive> Live, string? Fault = null) : NodeMessage;

    /// <summary>A poll failed, or its answer could not be had in time.</summary>
    public sealed record PollFailed(long Poll) : NodeMessage;

    /// <summary>This node has committed entries itself.</summary>
    public sealed record Committed(IReadOnlyList<ChainedEntry> Entries) : NodeMessage;
}
