using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The registered sources, their names looked over.</summary>
internal static class FactSources
{
    private const int MaxNameLength = 64;

    /// <summary>Takes the sources in the order of their registration.</summary>
    /// <exception cref="InvalidOperationException">A name is malformed, reserved or used twice; the message names them all.</exception>
    public static ImmutableArray<IFactSource> Demand(IEnumerable<IFactSource> sources)
    {
        var all = sources.ToImmutableArray();
        var findings = all.Select(source => source.Name).Where(name => !IsName(name))
            .Select(name => $"The fact source name \"{SafeText.Show(name ?? "")}\" is not 1 to 64 characters of a-z, 0-9 and -, or is reserved.")
            .Concat(all.GroupBy(source => source.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any())
                .Select(group => $"The fact source name \"{SafeText.Show(group.Key ?? "")}\" is used more than once; give each source its own."))
            .ToList();
        return findings.Count == 0 ? all : throw new InvalidOperationException(string.Join(" ", findings));
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } and not (FactOrigins.Claims or FactOrigins.Session or FactOrigins.Directory)
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
