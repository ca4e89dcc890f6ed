using JitAccess.Stores;

namespace JitAccess;

/// <summary>A journal entry on its way out.</summary>
/// <param name="Entry">The entry as it is stored; its bytes hold everything but personal text.</param>
/// <param name="MayBeRepeated">Whether it was handed to the follower before, on this node or another, and may have arrived.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JournalDelivery(StoredEntry Entry, bool MayBeRepeated);
