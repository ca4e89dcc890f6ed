using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>The sources' word on everything that is neither the directory's nor the session's.</summary>
/// <remarks>
/// <para>What a source says replaces what was presented under the same name. When any source fails, presented facts of such names go, since the
/// one that failed might have contradicted them.</para>
/// <para>A name has one source. When two speak of it nobody is believed: the fact is dropped, and both have failed.</para>
/// </remarks>
internal static class SourceFacts
{
    /// <summary>Joins facts with the answers of the sources.</summary>
    public static FactSet Apply(FactSet facts, IReadOnlyList<SourceAnswer> answers, ILogger logger)
    {
        var contested = answers
            .Where(answer => answer.Facts is not null)
            .SelectMany(answer => answer.Facts!.Value.Select(fact => fact.Name).Distinct(StringComparer.Ordinal))
            .GroupBy(name => name, StringComparer.Ordinal)
            .Where(speakers => speakers.Skip(1).Any())
            .Select(speakers => speakers.Key)
            .ToHashSet(StringComparer.Ordinal);
        var judged = answers.Select(answer => Judge(answer, contested, logger)).ToList();

        if (judged.Any(answer => answer.Facts is null))
        {
            facts = facts.Without(fact => FactOrigins.IsOfSources(fact.Name));
        }

        foreach (var (source, said) in judged)
        {
            facts = said is null ? facts.WithFailure(source) : facts.With(said.Value.Select(fact => fact with { Origin = source }));
        }

        return facts;
    }

    private static SourceAnswer Judge(SourceAnswer answer, HashSet<string> contested, ILogger logger)
    {
        var wrong = answer.Facts?.FirstOrDefault(fact => !FactOrigins.IsOfSources(fact.Name) || contested.Contains(fact.Name));
        if (wrong is null)
        {
            return answer;
        }

        FactLog.NameNotItsOwn(logger, answer.Source, SafeText.Show(wrong.Name));
        return answer with { Facts = null };
    }
}
