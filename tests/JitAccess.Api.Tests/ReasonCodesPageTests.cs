using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace JitAccess.Api.Tests;

/// <summary><c>docs/reference/reason-codes.md</c> lists every reason code with what its documentation says, and nothing else.</summary>
public sealed partial class ReasonCodesPageTests
{
    private static readonly XDocument Documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "JitAccess.xml"));

    [Fact]
    public void Page_Rows_AreTheCodes()
    {
        var rows = File.ReadLines(RepositoryTree.PathOf("docs", "reference", "reason-codes.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(Reason.All.Select(RowOf), rows);
    }

    private static string RowOf(Reason reason)
    {
        var property = typeof(Reason).GetProperties().Single(candidate =>
            candidate.PropertyType == typeof(Reason) && candidate.GetValue(null) is Reason value && value == reason);
        var summary = Code().Match(SummaryOf($"P:JitAccess.Reason.{property.Name}"));
        Assert.Equal(reason.Code, summary.Groups["code"].Value);
        var status = Status().Match(SummaryOf($"F:JitAccess.ReasonKind.{reason.Kind}")).Groups["status"].Value;
        return $"| `{reason.Code}` | {reason.Kind} | {status} | {summary.Groups["meaning"].Value} |";
    }

    private static string SummaryOf(string member)
    {
        var summary = Documentation.Descendants("member").Single(element => (string?)element.Attribute("name") == member).Element("summary")!;
        return Blanks().Replace(string.Concat(summary.Nodes().Select(TextOf)), " ").Trim();
    }

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
        XElement element => $"`{element.Value}`",
        _ => "",
    };

    [GeneratedRegex("^Gets `(?<code>[a-z-]+)`\\. (?<meaning>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\(HTTP (?<status>\d+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Status();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
