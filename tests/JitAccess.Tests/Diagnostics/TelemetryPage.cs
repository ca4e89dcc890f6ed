using JitAccess.Api.Tests;

namespace JitAccess.Tests.Diagnostics;

/// <summary>The tables of <c>docs/reference/telemetry.md</c> in the section of the core.</summary>
internal static class TelemetryPage
{
    /// <summary>The cells of each row of the table under a heading, without back-quotes.</summary>
    public static IReadOnlyList<string[]> Table(string heading) =>
        [.. File.ReadLines(RepositoryTree.PathOf("docs", "reference", "telemetry.md"))
            .SkipWhile(line => line != "## JitAccess").SkipWhile(line => line != "### " + heading).Skip(1)
            .SkipWhile(line => !line.StartsWith("| --- ", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray())];
}
