using System.Text.RegularExpressions;
using JitAccess.Stores;

namespace JitAccess.Api.Tests;

/// <summary><c>docs/extending/writing-a-store.md</c> names every case of the suite for stores, and none that does not exist.</summary>
public sealed partial class WritingAStorePageTests
{
    [Fact]
    public void Page_CasesItNames_AreTheCasesOfTheSuite()
    {
        var page = File.ReadAllText(RepositoryTree.PathOf("docs", "extending", "writing-a-store.md"));
        var named = CaseName().Matches(page).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

        Assert.Equal(ConformanceSuite.Cases.Select(@case => @case.FullName).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Suite_EveryGroup_HasCasesWithNamesOfTheirOwn()
    {
        Assert.Equal(ConformanceSuite.Groups, ConformanceSuite.Cases.Select(@case => @case.Group).Distinct(StringComparer.Ordinal));
        Assert.Equal(ConformanceSuite.Cases.Count, ConformanceSuite.Cases.Select(@case => @case.FullName).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("ConformanceTests.cs")]
    [InlineData("Program.cs")]
    public void Readme_Code_IsThatOfTheSampleTests(string file)
    {
        var source = File.ReadAllText(RepositoryTree.PathOf("tests", "JitAccess.CustomStore.Tests", file)).Replace("\n    ", "\n", StringComparison.Ordinal);
        var blocks = Block().Matches(File.ReadAllText(RepositoryTree.PathOf("src", "JitAccess.StoreConformance", "README.md")));

        Assert.Single(blocks, block => source.Contains(block.Groups["code"].Value, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+\\.[A-Za-z0-9]+_[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CaseName();

    [GeneratedRegex("```csharp\n(?<code>.+?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();
}
