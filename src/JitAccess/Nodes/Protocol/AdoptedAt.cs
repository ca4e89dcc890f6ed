using JitAccess.Stores;

namespace JitAccess.Nodes;

/// <summary>An adoption of a restored store, proved by its entry.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">Where its entry stands.</param>
internal sealed record AdoptedAt(long Number, JournalCursor At);
