using System.Text.Json.Nodes;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>Tables of expected decisions, from JSON and from C#.</summary>
public sealed class PolicyTestTests
{
    private const string Table = """
        {
          "$schema": "../jit-policy-tests.schema.json",
          "now": "2026-06-10T12:00:00Z",
          "people": [
            { "name": "amina", "roles": ["support"], "attributes": [{ "name": "department", "values": ["payments"] }] },
            { "name": "bo", "roles": ["support-lead"] },
            { "name": "BO", "roles": ["support", "support-lead"], "subject": { "issuer": "people", "id": "BO" } },
            { "name": "chen", "roles": ["support-lead"], "facts": [{ "name": "risk", "values": ["10"] }] },
            { "name": "dana", "roles": ["support", "support-lead"], "actsFor": ["amina", "chen"], "facts": [{ "name": "risk", "values": ["10"] }] }
          ],
          "tests": [
            {
              "name": "support asks, a lead decides",
              "who": "amina", "policy": "refund-order", "resource": "orders/4711", "duration": "PT30M", "justification": "customer charged twice",
              "expect": { "outcome": "pending", "approvers": [{ "stage": "lead", "people": ["bo", "BO", "chen"] }] }
            },
            {
              "name": "a lead who supports does not decide for himself",
              "who": "BO", "policy": "refund-order", "permissions": ["orders:refund"], "duration": "PT1H", "justification": "customer charged twice",
              "expect": { "outcome": "pending", "approvers": [{ "stage": "lead", "people": ["chen"] }] }
            },
            {
              "name": "too long, elsewhere and without a word",
              "who": "amina", "policy": "refund-order", "resource": "customers/1", "duration": "PT2H",
              "expect": { "outcome": "refused", "reasons": ["justification-missing", "duration-too-long", "resource-not-covered"] }
            },
            {
              "name": "payroll is read under a ticket",
              "who": "chen", "policy": "read-payroll", "duration": "PT15M", "ticket": "OPS-1", "now": "2026-06-10T12:00:00Z", "facts": [{ "name": "risk", "values": ["3"] }],
              "expect": { "outcome": "approved" }
            },
            {
              "name": "nothing of that name",
              "who": "chen", "policy": "root", "duration": "PT15M",
              "expect": { "outcome": "refused", "reasons": ["policy-unknown"] }
            },
            {
              "name": "who acts for others gets no more than they would",
              "who": "dana", "policy": "refund-order", "duration": "PT30M", "justification": "customer charged twice",
              "expect": { "outcome": "refused", "reasons": ["principal-not-eligible"] }
            }
          ]
        }
        """;

    private static readonly JitPolicySet Policies = JitPolicySet.Create("back-office", 1, Sample.RefundBuilder().Build(), Sample.AutoBuilder().Build());

    [Fact]
    public void Run_TableFromJson_Passes() => Assert.All(PolicyTest.Run([Policies], PolicyTestTable.Parse(Table)), result => Assert.True(result.Passed, result.ToString()));

    [Fact]
    public void Run_TableFromCode_Passes()
    {
        var table = new PolicyTestTable(
            Given.Noon,
            [new PolicyTestPerson("amina") { Roles = ["support"] }, new PolicyTestPerson("bo") { Roles = ["support-lead"] }],
            [
                new PolicyTestCase(
                    "support asks, a lead decides",
                    "amina",
                    new JitAsk("refund-order", Duration.FromMinutes(30)) { Justification = "customer charged twice" },
                    new PolicyTestExpectation(PolicyOutcome.Pending)),
            ]);

        var result = Assert.Single(PolicyTest.Run([Policies], table));

        Assert.Equal("passed: support asks, a lead decides", result.ToString());
        Assert.Equal("bo", Assert.Single(result.Approvers["lead"]));
    }

    [Theory]
    [InlineData("\"PT30M\"", "\"PT90M\"", "failed: support asks, a lead decides: Expected pending, and it is refused: duration-too-long: duration PT1H30M exceeds the policy's maximum PT1H (policy \"refund-order\")")]
    [InlineData("[\"bo\", \"BO\", \"chen\"]", "[\"bo\"]", "failed: support asks, a lead decides: The stage \"lead\" can be approved by BO, bo, chen, and expected is bo.")]
    [InlineData("\"lead\", \"people\": [\"bo\", \"BO\", \"chen\"]", "\"dpo\", \"people\": []", "failed: support asks, a lead decides: No stage \"dpo\" is asked.")]
    [InlineData("\"justification-missing\", ", "", "failed: too long, elsewhere and without a word: Expected duration-too-long, resource-not-covered, and it is duration-too-long, justification-missing, resource-not-covered.")]
    [InlineData("\"approved\"", "\"pending\"", "failed: payroll is read under a ticket: Expected pending, and it is approved.")]
    public void Run_AnotherExpectation_SaysWhy(string before, string after, string words)
    {
        var results = PolicyTest.Run([Policies], PolicyTestTable.Parse(Table.Replace(before, after, StringComparison.Ordinal)));

        Assert.Equal(words, Assert.Single(results, result => !result.Passed).ToString());
    }

    [Fact]
    public void Run_TextThatNoPolicyCouldAllow_IsRefusedAsInEarnest()
    {
        var table = PolicyTestTable.Parse(Table);
        var row = table.Cases[0] with { Ask = table.Cases[0].Ask with { Duration = Duration.Zero }, Expected = new PolicyTestExpectation(PolicyOutcome.Refused) { Reasons = [Reason.DurationInvalid] } };

        Assert.True(Assert.Single(PolicyTest.Run([Policies], table with { Cases = [row] })).Passed);
    }

    [Theory]
    [InlineData("\"now\": \"2026-06-10T12:00:00Z\",\n  \"people\"", "\"people\"", "member-missing", "$.now")]
    [InlineData("\"who\": \"amina\"", "\"who\": \"nobody\"", "value-invalid", "$.people")]
    [InlineData("\"name\": \"bo\"", "\"name\": \"amina\"", "value-invalid", "$.people")]
    [InlineData("\"policy-unknown\"", "\"no-such-code\"", "value-invalid", "$.tests[4].expect.reasons[0]")]
    [InlineData("\"outcome\": \"approved\"", "\"outcome\": \"allowed\"", "value-invalid", "$.tests[3].expect.outcome")]
    [InlineData("\"orders:refund\"", "\"Orders\"", "permission-invalid", "$.tests[1].permissions[0]")]
    [InlineData("\"orders/4711\"", "\"/orders\"", "resource-not-canonical", "$.tests[0].resource")]
    [InlineData("\"roles\": [\"support\"]", "\"role\": [\"support\"]", "member-unknown", "$.people[0].role")]
    [InlineData("\"PT30M\"", "\"30m\"", "duration-invalid", "$.tests[0].duration")]
    public void Parse_AnythingWrong_IsAFinding(string before, string after, string reason, string path)
    {
        var refused = Assert.Throws<JitPolicyException>(() => PolicyTestTable.Parse(Table.ReplaceLineEndings("\n").Replace(before, after, StringComparison.Ordinal)));

        Assert.Contains((reason, path), refused.Findings.Select(finding => (finding.Reason.Code, finding.Path ?? "")));
    }

    [Fact]
    public void Schema_Table_IsAcceptedAndObjectsAreClosed()
    {
        using var stream = typeof(JitPolicy).Assembly.GetManifestResourceStream("JitAccess.Policies.Analysis.Tables.jit-policy-tests.schema.json")!;
        var schema = (JsonObject)JsonNode.Parse(stream)!;

        Assert.Null(new JsonSchemaSubset(schema).FirstError(JsonNode.Parse(Table)));
        Assert.NotNull(new JsonSchemaSubset(schema).FirstError(JsonNode.Parse(Table.Replace("\"roles\"", "\"role\"", StringComparison.Ordinal))));
        Assert.NotNull(new JsonSchemaSubset(schema).FirstError(JsonNode.Parse(Table.Replace("\"approved\"", "\"allowed\"", StringComparison.Ordinal))));
    }
}
