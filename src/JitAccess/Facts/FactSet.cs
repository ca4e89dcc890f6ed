using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>All that is known for one decision, by fact name; a name that is absent is missing, and a condition on it is not satisfied.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class FactSet
{
    private readonly ImmutableDictionary<string, Fact> _facts;

    private FactSet(ImmutableDictionary<string, Fact> facts, ImmutableArray<string> failedSources)
    {
        _facts = facts;
        FailedSources = failedSources;
    }

    /// <summary>Gets the set without facts.</summary>
    public static FactSet Empty { get; } = new(ImmutableDictionary.Create<string, Fact>(StringComparer.Ordinal), []);

    /// <summary>Gets the names of the sources that threw or timed out. What they would have said counts as not satisfied.</summary>
    public ImmutableArray<string> FailedSources { get; }

    /// <summary>Gets every fact, in no particular order.</summary>
    public IEnumerable<Fact> Facts => _facts.Values;

    /// <summary>Finds a fact.</summary>
    /// <param name="name">The fact's name.</param>
    /// <param name="fact">The fact.</param>
    /// <returns><see langword="false"/> when no source said anything about it.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out Fact? fact) => _facts.TryGetValue(name, out fact);

    /// <summary>Adds facts, each replacing what was said about the same name before: later sources have the last word.</summary>
    /// <param name="facts">The facts.</param>
    /// <returns>The larger set.</returns>
    public FactSet With(IEnumerable<Fact> facts) =>
        new(_facts.SetItems(facts.Select(fact => KeyValuePair.Create(fact.Name, fact))), FailedSources);

    /// <summary>Removes the facts that a predicate picks.</summary>
    /// <param name="predicate">Picks what to remove.</param>
    /// <returns>The smaller set.</returns>
    public FactSet Without(Func<Fact, bool> predicate) =>
        new(_facts.RemoveRange(_facts.Values.Where(predicate).Select(fact => fact.Name)), FailedSources);

    /// <summary>Notes that a source failed.</summary>
    /// <param name="source">The source's name.</param>
    /// <returns>The set with the failure noted.</returns>
    public FactSet WithFailure(string source) => new(_facts, FailedSources.Add(source));

    /// <summary>
    /// What is known of somebody who is not there, where session and device are those of whoever is there for them: what could not be told of either cannot be told.
    /// </summary>
    /// <param name="there">What is known of whoever is there.</param>
    internal FactSet InPresenceOf(FactSet there) => there.FailedSources
        .Except(FailedSources, StringComparer.Ordinal)
        .Aggregate(
            Without(static fact => FactOrigins.IsOfWhoIsThere(fact.Name)).With(there.Facts.Where(static fact => FactOrigins.IsOfWhoIsThere(fact.Name))),
            static (facts, source) => facts.WithFailure(source));
}
