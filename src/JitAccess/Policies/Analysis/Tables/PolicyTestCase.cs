using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>One row of a table of expected decisions: who asks for what, and what is expected.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Who">The name of the person who asks.</param>
/// <param name="Ask">What they ask for.</param>
/// <param name="Expected">What is expected.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyTestCase(string Name, string Who, JitAsk Ask, PolicyTestExpectation Expected)
{
    /// <summary>Gets the moment. <value>The default is <see langword="null"/>: that of the table.</value></summary>
    public Instant? Now { get; init; }

    /// <summary>Gets what is known about the one who asks in this row, besides what the table says. <value>The default is none.</value></summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Facts { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Says which one this is.</summary>
    /// <returns>The name of the row.</returns>
    public override string ToString() => Name;
}
