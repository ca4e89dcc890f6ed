using JitAccess.Stores;

namespace JitAccess.Followers;

/// <summary>A follower that may want to wait before it takes what is new. Its cursor stays meanwhile: nothing is lost, and nothing has failed.</summary>
internal interface IPacedFollower : IJournalFollower
{
    /// <summary>Says whether the follower takes what waits now; it is asked again in the next round.</summary>
    /// <param name="waiting">1 to 500 entries that follow the cursor.</param>
    bool Takes(IReadOnlyList<StoredEntry> waiting);
}
