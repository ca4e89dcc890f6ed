namespace JitAccess.Api.Tests;

/// <summary>The checked-out tree that these tests read.</summary>
internal static class RepositoryTree
{
    /// <summary>Gets the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the names of the packages under <c>src/</c>, in order.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Gets the path of a file in the tree.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Gets every C# file under <c>src/</c> that a person wrote.</summary>
    public static IEnumerable<string> Sources() => Written(PathOf("src"), "*.cs");

    /// <summary>Gets every Markdown document of the repository.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(new[] { "docs", "src", "samples", "benchmarks" }.SelectMany(folder => Written(PathOf(folder), "*.md")));

    private static IEnumerable<string> Written(string folder, string pattern) =>
        from file in Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
        let parts = Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)
        where !parts.Contains("obj", StringComparer.Ordinal) && !parts.Contains("bin", StringComparer.Ordinal)
        orderby file
        select file;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JitAccess.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no JitAccess.sln above {AppContext.BaseDirectory}: run these tests from a checked-out tree");
    }
}
