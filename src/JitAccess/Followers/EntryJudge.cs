using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Followers;

/// <summary>Says of an entry whether it may go out.</summary>
/// <remarks>What it means is nothing to a follower, so an effect that this version does not know is no obstacle. Thread-safe.</remarks>
internal sealed class EntryJudge(Authenticator authenticator)
{
    /// <summary>Whether an entry is what the key sealed, where the key sealed it.</summary>
    /// <exception cref="JournalUnreadableException">This node lacks the key, or does not know the envelope: another node may read it.</exception>
    public bool IsAuthentic(StoredEntry entry)
    {
        if (!authenticator.Knows(entry.KeyId))
        {
            throw new JournalUnreadableException($"This node has no key for the journal entry at position {entry.Position}.");
        }

        if (!authenticator.Verifies(entry))
        {
            return false;
        }

        return EntryReader.StandsInPlace(entry)
            ?? throw new JournalUnreadableException($"The journal entry at position {entry.Position} has an envelope of a later version.");
    }
}
