using NodaTime;

namespace JitAccess;

/// <summary>The directory's word on roles and attributes, in place of what was presented.</summary>
internal static class DirectoryFacts
{
    /// <summary>
    /// Joins presented facts with the directory's answer: where it knows the subject, or could not be asked, no presented role or attribute stays.
    /// </summary>
    public static FactSet Apply(FactSet presented, DirectoryEntry? entry, bool failed, Instant now)
    {
        if (entry is null && !failed)
        {
            return presented;
        }

        var rest = presented.Without(fact => FactOrigins.IsOfDirectory(fact.Name));
        return entry is null ? rest.WithFailure(FactOrigins.Directory) : rest.With(Of(entry, now));
    }

    // An account that may not be used, and a group, which never acts, say "none" rather than nothing.
    private static IEnumerable<Fact> Of(DirectoryEntry entry, Instant now)
    {
        var counts = entry is { IsActive: true, IsGroup: false };
        yield return new Fact(FactNames.Role, counts && !entry.Roles.IsDefault ? entry.Roles : [], FactOrigins.Directory, now);
        if (!counts)
        {
            yield break;
        }

        foreach (var (name, values) in entry.Attributes)
        {
            yield return new Fact(FactNames.Attribute(name), values.IsDefault ? [] : values, FactOrigins.Directory, now)
            {
                IsPersonal = entry.PersonalAttributes.Contains(name),
            };
        }
    }
}
