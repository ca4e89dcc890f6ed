namespace JitAccess.Stores;

/// <summary>Entries that follow a cursor.</summary>
/// <param name="Entries">The entries in order, without gaps; empty when the cursor is at the head.</param>
/// <param name="Head">The head of the journal at the moment of the read, with the store's time.</param>
/// <param name="Incarnation">The identity of the store: made when it was first initialised, and the same for ever.</param>
/// <param name="HoldsPrefix">
/// Whether the store holds exactly the journal that the cursor's hash stands for. When not, it was restored or replaced, and
/// <paramref name="Entries"/> is empty.
/// </param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JournalPage(IReadOnlyList<StoredEntry> Entries, JournalHead Head, string Incarnation, bool HoldsPrefix);
