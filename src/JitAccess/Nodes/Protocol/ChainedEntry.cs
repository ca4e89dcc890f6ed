using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess.Nodes;

/// <summary>A journal entry as far as a node looks at it: its place in the chain, and what it means to the table.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Previous">The hash that it says its predecessor has.</param>
/// <param name="Hash">Its own hash.</param>
/// <param name="Sealed">When it was sealed, by the store's time.</param>
/// <param name="Effects">What it means to the table.</param>
/// <param name="Fault">Why it cannot be trusted or understood; <see langword="null"/> for one that verifies.</param>
internal sealed record ChainedEntry(
    long Position, ReadOnlyMemory<byte> Previous, ReadOnlyMemory<byte> Hash, Deadline Sealed, ImmutableArray<Effect> Effects, string? Fault = null);
