using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A fact as the journal keeps it: personal values as references to salted text, all others as they are.</summary>
internal sealed record RecordedFact(string Name, ImmutableArray<string> Values, bool IsPersonal, string Origin, Instant At)
{
    /// <summary>Whom it is about, where that is not the requester but somebody for whom the requester acts.</summary>
    public Subject? About { get; init; }

    /// <summary>Records a fact about somebody, sealing what is personal.</summary>
    public static RecordedFact Of(Fact fact, Subject about, PersonalTexts texts) => new(
        fact.Name,
        fact.IsPersonal ? [.. fact.Values.Select(value => texts.Seal(value, about))] : fact.Values,
        fact.IsPersonal,
        fact.Origin,
        fact.At);

    /// <summary>Restores the fact; a personal value that was erased is missing.</summary>
    public Fact Restore(IReadOnlyDictionary<string, string> texts) =>
        new(Name, IsPersonal ? [.. Values.Where(texts.ContainsKey).Select(reference => texts[reference])] : Values, Origin, At)
        {
            IsPersonal = IsPersonal,
        };
}
