using System.Text.RegularExpressions;

namespace JitAccess.Api.Tests;

/// <summary>Rules about the shape of the code that no compiler checks.</summary>
public sealed partial class ArchitectureTests
{
    // What each package may depend on beside the framework itself; a name that ends in a dot stands for everything below it.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["JitAccess"] =
        [
            "NodaTime",
            "Microsoft.Extensions.Caching.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Diagnostics.Abstractions", // IMeterFactory; comes with Hosting.Abstractions
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options",
            "Microsoft.Extensions.Primitives", // comes with Options
        ],
        ["JitAccess.AspNetCore"] = ["JitAccess", "NodaTime", "Microsoft.AspNetCore.", "Microsoft.Extensions.", "Microsoft.Net.Http.Headers"],
        ["JitAccess.PostgreSql"] = ["JitAccess", "NodaTime", "Npgsql", "Microsoft.Extensions."],
        ["JitAccess.Smtp"] = ["JitAccess", "NodaTime", "MailKit", "MimeKit", "Microsoft.Extensions."],
        ["JitAccess.Sqlite"] = ["JitAccess", "NodaTime", "Microsoft.Data.Sqlite", "SQLitePCLRaw.", "Microsoft.Extensions."],
        ["JitAccess.StoreConformance"] = ["JitAccess", "NodaTime"],
        ["JitAccess.Testing"] = ["JitAccess", "NodaTime", "Microsoft.Extensions."],
    };

    [Theory]
    [ClassData(typeof(PackageData))]
    public void Package_References_PointOneWay(string package)
    {
        var allowed = Allowed[package];
        var forbidden =
            from reference in PackageData.AssemblyOf(package).GetReferencedAssemblies()
            let name = reference.Name!
            where !IsFramework(name) && !allowed.Any(entry => Matches(name, entry))
            select name;

        Assert.Empty(forbidden);
    }

    [Theory]
    [ClassData(typeof(PackageData))]
    public void Package_PublicClasses_AreSealedOrAbstract(string package)
    {
        var open = PackageData.AssemblyOf(package).GetExportedTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsSubclassOf(typeof(Exception)));

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void SourceFile_PublicTypes_AreAtMostOne()
    {
        var crowded = RepositoryTree.Sources().Where(file => File.ReadLines(file).Count(line => PublicTypeLine().IsMatch(line)) > 1);

        Assert.Empty(crowded.Select(Relative));
    }

    [Fact]
    public void SourceFile_Suppressions_CarryTheirJustification()
    {
        var bare = from file in RepositoryTree.Sources()
                   from line in File.ReadLines(file)
                   where line.Contains("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)
                      || line.Contains("SuppressMessage(", StringComparison.Ordinal) && !line.Contains("Justification", StringComparison.Ordinal)
                   select $"{Relative(file)}: {line.Trim()}";

        Assert.Empty(bare);
    }

    [Fact]
    public void SourceFile_Regions_AreNotUsed()
    {
        var folded = RepositoryTree.Sources().Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal)));

        Assert.Empty(folded.Select(Relative));
    }

    private static bool IsFramework(string name) =>
        name.Equals("netstandard", StringComparison.Ordinal) || name.Equals("mscorlib", StringComparison.Ordinal)
        || name.Equals("System", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);

    private static bool Matches(string name, string entry) =>
        entry.EndsWith('.') ? name.StartsWith(entry, StringComparison.Ordinal) : name.Equals(entry, StringComparison.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(RepositoryTree.Root, file);

    // Types stand at the left edge, since namespaces are file-scoped.
    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*(?:class|struct|interface|enum|delegate|record)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PublicTypeLine();
}
