using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>One thing that some source said about a subject or its session at some moment.</summary>
/// <param name="Name">What it is about: one of <see cref="FactNames"/>, or a name that a fact source and a custom condition agree on.</param>
/// <param name="Values">What was said; compared ordinally. May be empty: the source knows the subject and says "none".</param>
/// <param name="Origin">Who said it: <c>claims</c>, <c>session</c>, <c>directory</c>, or the name of a fact source.</param>
/// <param name="At">When it was said.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record Fact(string Name, ImmutableArray<string> Values, string Origin, Instant At)
{
    /// <summary>
    /// Gets a value indicating whether the values name a person or an address, so that the journal keeps them as salted text that can be
    /// erased. <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool IsPersonal { get; init; }

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{Name} from {Origin}";
}
