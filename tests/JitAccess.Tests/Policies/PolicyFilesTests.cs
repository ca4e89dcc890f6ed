using System.Text.Json;

namespace JitAccess.Tests.Policies;

public sealed class PolicyFilesTests
{
    [Fact]
    public void Check_CustomConditionOfAnExtension_IsCheckedToo()
    {
        var set = JitPolicySet.Create("a", 1, Sample.RefundBuilder().Extendable(
            NodaTime.Duration.FromHours(2), rule => rule.Stage("lead", stage => stage.ApprovedBy(Custom.Condition("absent")))).Build());

        Assert.Equal("$.policies[0].extension.stages[0].approvers.custom.name", Assert.Single(CustomConditions.Check(set, ConditionRegistry.Empty)).Member);
    }

    private static readonly string One = JitPolicySet.Create("one", 1, Sample.RefundBuilder("one").Build()).ToJson();

    private static readonly string Two = JitPolicySet.Create("two", 1, Sample.RefundBuilder("two").Build()).ToJson();

    [Fact]
    public void Load_Pattern_ReadsEveryMatchInOrder()
    {
        using var folder = new TemporaryFolder().With("policies/b.json", Two).With("policies/a.json", One).With("policies/c.txt", "x").With("policies/deeper/d.json", "x");

        var load = PolicyFiles.Load(folder.Path, "policies/*.json");

        Assert.Empty(load.Findings);
        Assert.Equal([("one", Path.Combine("policies", "a.json")), ("two", Path.Combine("policies", "b.json"))], load.Sets.Select(loaded => (loaded.Set.Name, loaded.File!)));
    }

    [Fact]
    public void Load_OneFile_ReadsIt()
    {
        using var folder = new TemporaryFolder().With("policies/a.json", One);

        Assert.Equal("one", Assert.Single(PolicyFiles.Load(folder.Path, "policies/a.json").Sets).Set.Name);
        Assert.Equal("one", Assert.Single(PolicyFiles.Load("/", Path.Combine(folder.Path, "policies", "?.json")).Sets).Set.Name);
    }

    [Fact]
    public void Load_SeveralBrokenFiles_ReportsAllOfAll()
    {
        using var folder = new TemporaryFolder()
            .With("a.json", """{"set":"A","version":1,"policies":[]}""")
            .With("b.json", One)
            .With("c.json", "{");

        var load = PolicyFiles.Load(folder.Path, "*.json");

        Assert.Equal([("a.json", "$.set"), ("a.json", "$.policies"), ("c.json", "$")], load.Findings.Select(finding => (finding.File!, finding.Path!)));
        Assert.Equal("one", Assert.Single(load.Sets).Set.Name);
        Assert.StartsWith("a.json: $.set: ", load.Findings[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policies/*.json")]
    [InlineData("absent.json")]
    [InlineData("*/a.json")]
    [InlineData("policies/")]
    public void Load_PatternWithoutAnyMatch_IsAFinding(string pattern)
    {
        using var folder = new TemporaryFolder().With("x/a.json", One);

        var finding = Assert.Single(PolicyFiles.Load(folder.Path, pattern).Findings);

        Assert.Equal((pattern, Reason.PolicyInvalid), (finding.File, finding.Reason));
    }

    [Fact]
    public void Load_FileTooLarge_IsAFindingWithoutReadingOn()
    {
        using var folder = new TemporaryFolder().With("a.json", One.PadRight(PolicyDocument.MaxBytes)).With("b.json", Two.PadRight(PolicyDocument.MaxBytes + 1));

        var load = PolicyFiles.Load(folder.Path, "*.json");

        Assert.Equal("b.json", Assert.Single(load.Findings).File);
        Assert.Single(load.Sets);
    }

    [Fact]
    public void Load_FileThatCannotBeRead_IsAFinding()
    {
        using var folder = new TemporaryFolder().With("b.json", One);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "a.json"), Path.Combine(folder.Path, "gone.json"));

        var load = PolicyFiles.Load(folder.Path, "*.json");

        Assert.Equal("a.json", Assert.Single(load.Findings).File);
        Assert.Single(load.Sets);
    }

    [Fact]
    public void Sources_FilesAndCode_AreReadOnce()
    {
        using var folder = new TemporaryFolder().With("a.json", One);
        var code = JitPolicySet.Create("two", 1, Sample.RefundBuilder("two").Build());

        var sets = PolicySources.Load(folder.Path, ["*.json", "a.json", "a.json"], [code, code], ConditionRegistry.Empty);

        Assert.Equal(["one", "two"], sets.Select(loaded => loaded.Set.Name));
    }

    [Fact]
    public void Sources_EverythingWrong_ReportsAllAtOnce()
    {
        using var folder = new TemporaryFolder()
            .With("a.json", One)
            .With("b.json", JitPolicySet.Create("one", 2, Sample.RefundBuilder("other").Build()).ToJson())
            .With("c.json", """{"set":"three","version":1}""");
        var code = JitPolicySet.Create(
            "two", 1, Sample.RefundBuilder("one").When(Custom.Condition("on-call", """{"team":5}"""), Custom.Condition("absent"), !Custom.Condition("throws")).Build());
        var registry = new ConditionRegistry([new Picky("on-call"), new Picky("throws")]);

        var findings = Assert.Throws<JitPolicyException>(() => PolicySources.Load(folder.Path, ["*.json", "d.json"], [code], registry)).Findings;

        (string?, string?, string)[] expected =
        [
            ("c.json", "$.policies", "member-missing"),
            ("d.json", null, "policy-invalid"),
            ("b.json", "$.set", "policy-set-conflict"),
            (null, "$.policies[0].name", "policy-name-taken"),
            (null, "$.policies[0].when[0].custom.parameters.team", "malformed"),
            (null, "$.policies[0].when[1].custom.name", "policy-invalid"),
            (null, "$.policies[0].when[2].not.custom.parameters", "policy-invalid"),
        ];
        Assert.Equal(expected, findings.Select(finding => (finding.File, finding.Path, finding.Reason.Code)));
    }

    private sealed class Picky(string name) : ICondition
    {
        public string Name => name;

        public IReadOnlyList<Finding> Validate(JsonElement parameters)
        {
            if (name == "throws")
            {
                throw new InvalidOperationException("a defect");
            }

            var findings = new List<Finding>();
            var opened = StrictObject.Open(parameters, "", findings);
            opened.Text("team", 20);
            opened.Close();
            return findings;
        }

        public ConditionOutcome Evaluate(ConditionContext context, JsonElement parameters) => ConditionOutcome.Satisfied;
    }
}
