using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies;

public sealed class PolicyDocumentTests(ITestOutputHelper output)
{
    [Fact]
    public void ReadSet_SmallFile_IsThePolicyOfTheBuilder()
    {
        var set = Read("""
            {
              "$schema": "https://example.com/jit-policies.schema.json",
              "set": "back-office",
              "version": 1,
              "policies": [
                {
                  "name": "refund-order",
                  "grants": ["orders:refund"],
                  "on": ["orders/*"],
                  "eligible": { "role": "support" },
                  "maxDuration": "PT60M",
                  "minDuration": "PT1S",
                  "justification": { "minLength": 10 },
                  "recordsUse": false,
                  "autoApproved": false,
                  "when": [],
                  "stages": [ { "name": "lead", "approvers": { "role": ["support-lead"] }, "needs": 1, "deniedBy": 1 } ]
                }
              ]
            }
            """);

        var built = JitPolicySet.Create("back-office", version: 1, Sample.RefundBuilder().Build());
        Assert.Equal(built.ToJson(), set.ToJson());
        Assert.Equal(built.Hash, set.Hash);
    }

    [Fact]
    public void ReadSet_EverythingThatCanBeSaid_IsThePolicyOfTheBuilder()
    {
        var built = JitPolicySet.Create("rich", version: 2_147_483_647, Sample.RichBuilder().Build(), Sample.AutoBuilder().Build());

        var read = Read(built.ToJson());

        Assert.Equal(built.Hash, read.Hash);
        Assert.Equal(built.Policies.Select(policy => policy.Hash), read.Policies.Select(policy => policy.Hash));
        Assert.Equal(built.Policies[0].Stages.Select(stage => stage.Hash), read.Policies[0].Stages.Select(stage => stage.Hash));
        Assert.Equal<IEnumerable<Condition>>(built.Policies[0].Conditions, read.Policies[0].Conditions);
        Assert.Equal(built.Policies[0].MaxDuration, read.Policies[0].MaxDuration);
        Assert.Equal(Duration.FromHours(2), read.Policies[0].ClaimsGoodFor);
    }

    [Fact]
    public void ReadPolicy_AnyPolicy_RoundTripsByteForByte() => Properties.Check(
        Prop.ForAll(PolicyGenerators.Policies.ToArbitrary(), policy =>
        {
            var findings = new List<Finding>();
            var read = PolicyDocument.ReadPolicy(Encoding.UTF8.GetBytes(policy.ToJson()), findings);
            return findings.Count == 0 && read!.ToJson() == policy.ToJson() && read.Hash == policy.Hash;
        }),
        output,
        size: 20);

    [Theory]
    [MemberData(nameof(PolicyCorpus.BadNames), MemberType = typeof(PolicyCorpus))]
    public void ReadSet_BadDocument_NamesPathReasonAndFix(string name)
    {
        var bad = PolicyCorpus.Bad.Single(document => document.Name == name);
        var findings = new List<Finding>();

        var set = PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(bad.Json), findings);

        Assert.Null(set);
        Assert.Equal([(bad.Reason, bad.Path)], findings.Select(finding => (finding.Reason.Code, finding.Member!)));
        Assert.NotNull(findings[0].Fix);
        Assert.NotNull(findings[0].Limit);
        Assert.True(SafeText.FirstUnsafe(findings[0].Message) < 0 && findings[0].Message.Length < 1000, findings[0].Message);
    }

    [Theory]
    [MemberData(nameof(PolicyCorpus.GoodNames), MemberType = typeof(PolicyCorpus))]
    public void ReadSet_GoodDocument_IsRead(string name) => Read(PolicyCorpus.Good.Single(document => document.Name == name).Json);

    [Fact]
    public void ReadSet_EverythingWrong_ReportsEverythingAtOnce()
    {
        var findings = new List<Finding>();
        PolicyDocument.ReadSet(
            """
            {
              "set": "Back Office", "version": 0, "extra": 1,
              "policies": [
                { "name": "a", "grants": "orders:refund", "eligible": { "role": 5 }, "maxDuration": 3600, "uses": "1", "stages": [ { "name": "s" } ] },
                { "name": "a", "grants": ["Orders"], "on": ["a//b"], "eligible": { "rol": "x" }, "maxDuration": "PT9999H", "autoApproved": "yes" },
                "policy"
              ]
            }
            """u8.ToArray(),
            findings);

        string[] expected =
        [
            "$.extra", "$.set", "$.version",
            "$.policies[0].grants", "$.policies[0].eligible.role", "$.policies[0].maxDuration", "$.policies[0].uses", "$.policies[0].stages[0].approvers",
            "$.policies[1].grants[0]", "$.policies[1].on[0]", "$.policies[1].eligible", "$.policies[1].eligible.rol", "$.policies[1].maxDuration",
            "$.policies[1].autoApproved", "$.policies[1].name", "$.policies[2]",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), findings.Select(finding => finding.Member!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[]{}")]
    [InlineData("{} x")]
    [InlineData("{ \"set\": \"a\", }")]
    [InlineData("{ /* why */ }")]
    [InlineData("// why\n{}")]
    [InlineData("{ 'set': 'a' }")]
    [InlineData("{ \"version\": 01 }")]
    [InlineData("{ \"version\": NaN }")]
    [InlineData("\uFEFF{}")]
    public void ReadSet_NotJson_IsOneFindingThatSaysWhere(string text)
    {
        var findings = new List<Finding>();

        Assert.Null(PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(text), findings));

        Assert.Equal((Reason.Malformed, "$"), (Assert.Single(findings).Reason, findings[0].Member));
    }

    [Fact]
    public void ReadSet_InvalidUtf8_IsOneFinding()
    {
        var findings = new List<Finding>();

        Assert.Null(PolicyDocument.ReadSet("{ \"set\": \""u8.ToArray().Concat(new byte[] { 0xC3, 0x28 }).Concat("\" }"u8.ToArray()).ToArray(), findings));

        Assert.Equal(Reason.Malformed, Assert.Single(findings).Reason);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void ReadSet_HundredThousandLevels_IsOneFinding(char bracket)
    {
        var findings = new List<Finding>();
        var level = bracket == '[' ? "[" : "{\"a\":";
        var text = "{\"set\":" + string.Concat(Enumerable.Repeat(level, 100_000));

        Assert.Null(PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(text), findings));

        Assert.Equal(Reason.TooDeep, Assert.Single(findings).Reason);
    }

    [Fact]
    public void ReadSet_LargerThanAMebibyte_IsOneFinding()
    {
        var findings = new List<Finding>();
        var json = JitPolicySet.Create("a", 1, Sample.RefundBuilder().Build()).ToJson();

        Assert.NotNull(PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(json.PadRight(1024 * 1024)), findings));
        Assert.Null(PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(json.PadRight((1024 * 1024) + 1)), findings));

        Assert.Equal("1048576 bytes", Assert.Single(findings).Limit);
    }

    [Fact]
    public void ReadPolicy_NotJson_IsOneFinding()
    {
        var findings = new List<Finding>();

        Assert.Null(PolicyDocument.ReadPolicy("{"u8.ToArray(), findings));

        Assert.Equal(Reason.Malformed, Assert.Single(findings).Reason);
    }

    [Fact]
    public void ReadSet_ManyUnknownMembers_ReportsABoundedNumber()
    {
        var findings = new List<Finding>();
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(index => $"\"m{index}\":1"));

        PolicyDocument.ReadSet(Encoding.UTF8.GetBytes("{" + members + "}"), findings);

        Assert.InRange(findings.Count, 20, 30);
    }

    [Fact]
    public void ReadSet_AnyBytes_NeverThrows() => Properties.Check(
        Prop.ForAll(Mutations().ToArbitrary(), bytes =>
        {
            var findings = new List<Finding>();
            return PolicyDocument.ReadSet(bytes, findings) is null != (findings.Count == 0);
        }),
        output);

    private static Gen<byte[]> Mutations()
    {
        var good = Encoding.UTF8.GetBytes(JitPolicySet.Create("rich", 1, Sample.RichBuilder().Build()).ToJson());
        return from count in Gen.Choose(1, 4)
               from edits in Gen.ArrayOf(
                   from at in Gen.Choose(0, good.Length - 1)
                   from with in Gen.OneOf(Gen.Elements("{}[]\",:0\\un1-e.* "u8.ToArray()), Gen.Choose(0, 255).Select(value => (byte)value))
                   select (at, with),
                   count)
               select edits.Aggregate(good, (bytes, edit) => [.. bytes[..edit.at], edit.with, .. bytes[(edit.at + 1)..]]);
    }

    private static JitPolicySet Read(string json)
    {
        var findings = new List<Finding>();
        var set = PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(json), findings);
        Assert.Empty(findings);
        return set!;
    }
}
