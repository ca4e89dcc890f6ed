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
    public sealed record SnapshotRead(long Poll, string Incarnation, JournalHead Head, IReadOnlyList<GrantLive> Live, string? Fault = null) : NodeMessage
    {
        /// <summary>The number of the last adoption that the store knows of; what was live before it is not in <see cref="Live"/>.</summary>
        public long Epoch { get; init; }
    }

    /// <summary>
    /// A look for an adoption was answered: its number, and where the entry stands that the key authenticates; nothing where the store was never adopted,
    /// or where what it holds does not prove it.
    /// </summary>
    public sealed record EpochRead(long Poll, string Incarnation, AdoptedAt? Adopted) : NodeMessage;

    /// <summary>A poll failed, or its answer could not be had in time.</summary>
    public sealed record PollFailed(long Poll) : NodeMessage;

    /// <summary>This node has committed entries itself.</summary>
    public sealed record Committed(IReadOnlyList<ChainedEntry> Entries) : NodeMessage;
}
