using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What one source said.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Facts">Its facts; <see langword="null"/> when it failed.</param>
internal sealed record SourceAnswer(string Source, ImmutableArray<Fact>? Facts);
