using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>What a node does about a message.</summary>
internal abstract record NodeEffect
{
    private NodeEffect()
    {
    }

    /// <summary>Reads all live grants from the store.</summary>
    public sealed record ReadSnapshot(long Poll) : NodeEffect;

    /// <summary>Reads the journal after a position, and lets the store prove that it holds the same journal up to there.</summary>
    public sealed record ReadJournal(long Poll, JournalCursor After) : NodeEffect;

    /// <summary>Looks whether an operator has adopted the store as it is now.</summary>
    public sealed record ReadEpoch(long Poll) : NodeEffect;

    /// <summary>Replaces the table.</summary>
    public sealed record LoadTable(IReadOnlyList<GrantLive> Live, JournalHead Head) : NodeEffect;

    /// <summary>Applies the effect of an entry to the table.</summary>
    public sealed record ApplyToTable(Effect Effect) : NodeEffect;

    /// <summary>Says that the node denies from now on, and why.</summary>
    public sealed record Alarm(string Message) : NodeEffect;
}
