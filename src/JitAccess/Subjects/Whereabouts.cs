using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Where everybody is found who can satisfy a condition, among others perhaps.</summary>
/// <param name="Named">Subjects that the condition names itself.</param>
/// <param name="Queries">Those whom a directory has to list.</param>
internal sealed record Whereabouts(ImmutableArray<Subject> Named, ImmutableArray<DirectoryQuery> Queries)
{
    /// <summary>How often a directory has to be asked.</summary>
    public int Count => Named.Length + Queries.Length;

    public static Whereabouts Of(Subject subject) => new([subject], []);

    public static Whereabouts Of(IEnumerable<DirectoryQuery> queries) => new([], [.. queries]);

    /// <summary>
    /// Whoever satisfies all conditions satisfies each: any one that can be looked up will do, best the one that asks for least. Whomever the others
    /// name comes along: a directory that does not know them lists them nowhere.
    /// </summary>
    public static Whereabouts? OfAll(ImmutableArray<Condition> conditions, Tenant tenant, Relations relations)
    {
        var all = conditions.Select(condition => condition.WhereToLook(tenant, relations)).OfType<Whereabouts>().ToList();
        return all.MinBy(where => where.Queries.Length) is { } least ? least with { Named = [.. all.SelectMany(where => where.Named).Distinct()] } : null;
    }

    /// <summary>Whoever satisfies any condition may satisfy any: each has to be looked up.</summary>
    public static Whereabouts? OfAny(ImmutableArray<Condition> conditions, Tenant tenant, Relations relations)
    {
        var all = conditions.Select(condition => condition.WhereToLook(tenant, relations)).OfType<Whereabouts>().ToList();
        return all.Count == conditions.Length
            ? new Whereabouts([.. all.SelectMany(where => where.Named).Distinct()], [.. all.SelectMany(where => where.Queries).Distinct()])
            : null;
    }
}
