using System.Text;
using System.Text.RegularExpressions;

namespace JitAccess.Tests.Policies;

/// <summary>What the policy reference shows is read, compiled, and the same in JSON and in C#.</summary>
public sealed partial class PolicyDocumentationTests
{
    private static readonly string Root = FindRoot();

    private static readonly string Reference = File.ReadAllText(Path.Combine(Root, "docs", "reference", "policies.md"));

    private static readonly string Compiled =
        Squeeze(File.ReadAllText(Path.Combine(Root, "tests", "JitAccess.Tests", "Policies", "DocumentedPolicies.cs")));

    [Fact]
    public void Reference_CSharp_IsCompiledHere() =>
        Assert.All(Blocks(Reference, "csharp"), block => Assert.Contains(Squeeze(block), Compiled, StringComparison.Ordinal));

    [Fact]
    public void Reference_Json_IsThePolicySetOfTheCSharp() =>
        Assert.Equal(
            [DocumentedPolicies.BackOffice.ToJson(), DocumentedPolicies.Guardrails.ToJson()], Blocks(Reference, "json").Select(block => Read(block).ToJson()));

    [Fact]
    public void Reference_Conditions_AreTheSameInJsonAndCSharp()
    {
        var rows = ConditionRow().Matches(Reference).Select(row => (Json: row.Groups["json"].Value, CSharp: row.Groups["csharp"].Value.Replace(@"\|", "|", StringComparison.Ordinal))).ToList();

        Assert.Equal(DocumentedPolicies.Conditions.Select(condition => condition.ToJson()), rows.Select(row => ReadCondition(row.Json).ToJson()));
        Assert.All(rows, row => Assert.Contains(Squeeze(row.CSharp + ","), Compiled, StringComparison.Ordinal));
    }

    [Fact]
    public void Reference_EveryKind_IsShownAndExplained() => Assert.All(ConditionReader.KindNames, kind =>
    {
        Assert.Contains(DocumentedPolicies.Conditions, condition => condition.Kind == kind);
        Assert.Matches($@"(?m)^\| (`\w+`, )*`{kind}`", Reference);
    });

    [Fact]
    public void Reference_EveryMember_IsListed()
    {
        var written = JitPolicySet.Create("rich", 1, Sample.RichBuilder().Build(), Sample.AutoBuilder().Build(), Sample.EmergencyBuilder().Build()).ToJson();
        var members = MemberName().Matches(written[..written.IndexOf("\"eligible\"", StringComparison.Ordinal)] + AfterConditions(written)).Select(member => member.Groups["name"].Value);

        Assert.All(members.Distinct(StringComparer.Ordinal), member => Assert.Contains(member, Reference, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_PolicyFiles_AreRead() =>
        Assert.All(Blocks(File.ReadAllText(Path.Combine(Root, "README.md")), "json").Where(block => block.Contains("\"set\"", StringComparison.Ordinal)), block => Read(block));

    [Fact]
    public void DocumentedCondition_OfYourOwn_Works()
    {
        using var folder = new TemporaryFolder();
        var set = JitPolicySet.Create("a", 1, Sample.RefundBuilder().When(Custom.Condition("on-call", """{ "team": "payments" }""")).Build());
        var registry = new ConditionRegistry([new OnCall()]);

        Assert.Single(PolicySources.Load(folder.Path, [], [set], registry));
        Assert.Throws<JitPolicyException>(() => PolicySources.Load(folder.Path, [], [JitPolicySet.Create("a", 1, Sample.RefundBuilder().When(Custom.Condition("on-call")).Build())], registry));
    }

    private static string AfterConditions(string written) => written[written.IndexOf("\"minDuration\"", StringComparison.Ordinal)..];

    private static Condition ReadCondition(string json)
    {
        var findings = new List<Finding>();
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var condition = ConditionReader.Read(new StrictItem(document.RootElement, "$"), findings);
        Assert.Empty(findings);
        return condition!;
    }

    private static JitPolicySet Read(string json)
    {
        var findings = new List<Finding>();
        var set = PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(json), findings);
        Assert.Empty(findings);
        return set!;
    }

    private static List<string> Blocks(string document, string language)
    {
        var blocks = Fence().Matches(document.ReplaceLineEndings("\n")).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["code"].Value).ToList();
        Assert.NotEmpty(blocks);
        return blocks;
    }

    // Indentation differs between the page and the source.
    private static string Squeeze(string code) => string.Join(' ', code.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JitAccess.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| `(?<json>\{.*?\})` \| `(?<csharp>.*)` \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConditionRow();

    [GeneratedRegex("\"(?<name>\\w+)\":", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MemberName();
}
