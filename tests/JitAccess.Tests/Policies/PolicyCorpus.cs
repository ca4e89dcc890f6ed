using System.Text.Json.Nodes;

namespace JitAccess.Tests.Policies;

/// <summary>Documents that are right, and documents that are wrong in exactly one way.</summary>
public static class PolicyCorpus
{
    private static readonly List<BadDocument> BadDocuments = [];

    private static readonly List<(string Name, string Json)> GoodDocuments = [];

    static PolicyCorpus()
    {
        Shape();
        Numbers();
        Scopes();
        Approval();
        Conditions();
        Goods();
    }

    /// <summary>Gets the documents that are wrong.</summary>
    public static IReadOnlyList<BadDocument> Bad => BadDocuments;

    /// <summary>Gets the documents that are right.</summary>
    public static IReadOnlyList<(string Name, string Json)> Good => GoodDocuments;

    /// <summary>Gets the names of the documents that are wrong.</summary>
    public static TheoryData<string> BadNames => [.. BadDocuments.Select(document => document.Name)];

    /// <summary>Gets the names of the documents that are right.</summary>
    public static TheoryData<string> GoodNames => [.. GoodDocuments.Select(document => document.Name)];

    private static void Shape()
    {
        Set("no set name", set => set.Remove("set"), "member-missing", "$.set");
        Set("no version", set => set.Remove("version"), "member-missing", "$.version");
        Set("no policies", set => set.Remove("policies"), "member-missing", "$.policies");
        Set("empty policies", set => set["policies"] = new JsonArray(), "policy-invalid", "$.policies");
        Set("policies are an object", set => set["policies"] = new JsonObject(), "malformed", "$.policies");
        Set("unknown member", set => set["owner"] = "me", "member-unknown", "$.owner");
        Set("schema is a number", set => set["$schema"] = 1, "malformed", "$.$schema");
        Set("set name in capitals", set => set["set"] = "Back", "policy-invalid", "$.set");
        Set("set name null", set => set["set"] = null, "malformed", "$.set");
        Set("version zero", set => set["version"] = 0, "policy-invalid", "$.version");
        Set("version with a fraction", set => set["version"] = 1.5, "value-invalid", "$.version");
        Set("version as text", set => set["version"] = "1", "malformed", "$.version");
        Set("version beyond 32 bits", set => set["version"] = 2_147_483_648L, "value-invalid", "$.version");
        Set("policy name twice", set => ((JsonArray)set["policies"]!).Add(set["policies"]![0]!.DeepClone()), "policy-invalid", "$.policies[1].name", schema: false);
        Raw("not an object", "[]", "malformed", "$");
        Raw("member twice", Document().ToJsonString().Replace("\"uses\":1", "\"uses\":1,\"uses\":2", StringComparison.Ordinal), "member-duplicate", "$.policies[0].uses", schema: false);
        Raw("unpaired surrogate in a text", Document().ToJsonString().Replace("\"back\"", "\"\\ud800\"", StringComparison.Ordinal), "text-invalid", "$.set", schema: false);
        Raw("unpaired surrogate in a name", Document().ToJsonString().Replace("\"uses\"", "\"\\ud800\"", StringComparison.Ordinal), "text-invalid", "$.policies[0]", schema: false);
        Policy("unknown member of a policy", policy => policy["approvers"] = new JsonArray(), "member-unknown", "$.policies[0].approvers");
        Policy("member in other case", policy => policy["Uses"] = 1, "member-unknown", "$.policies[0].Uses");
        Policy("no name", policy => policy.Remove("name"), "member-missing", "$.policies[0].name");
        Policy("name too long", policy => policy["name"] = new string('a', 65), "policy-invalid", "$.policies[0].name");
        Policy("name look-alike", policy => policy["name"] = "р", "policy-invalid", "$.policies[0].name");
        Policy("name bidirectional", policy => policy["name"] = "a\u202Eb", "text-invalid", "$.policies[0].name");
    }

    private static void Numbers()
    {
        Policy("no longest duration", policy => policy.Remove("maxDuration"), "member-missing", "$.policies[0].maxDuration");
        foreach (var duration in new[] { "", "PT0S", "PT0H0M0S", "-PT1H", "P1D", "P1M", "PT", "1h", "PT1.5H", "pt1h", "PT1S1H", "PT9999999H", "PT8785H", "PT1H " })
        {
            var inSchema = duration is not ("PT0S" or "PT0H0M0S" or "PT9999999H" or "PT8785H");
            Policy($"duration '{duration}'", policy => policy["maxDuration"] = duration, "duration-invalid", "$.policies[0].maxDuration", inSchema);
        }

        Policy("duration as number", policy => policy["maxDuration"] = 3600, "malformed", "$.policies[0].maxDuration");
        Policy("shortest above longest", policy => policy["minDuration"] = "PT2H", "policy-invalid", "$.policies[0].minDuration", schema: false);
        Policy("claims good for nothing", policy => policy["claimsGoodFor"] = "PT0S", "duration-invalid", "$.policies[0].claimsGoodFor", schema: false);
        Policy("pending for months", policy => policy["pendingFor"] = "P2M", "duration-invalid", "$.policies[0].pendingFor");
        Policy("uses zero", policy => policy["uses"] = 0, "policy-invalid", "$.policies[0].uses");
        Policy("uses negative", policy => policy["uses"] = -1, "policy-invalid", "$.policies[0].uses");
        Policy("uses too many", policy => policy["uses"] = 1001, "policy-invalid", "$.policies[0].uses");
        Policy("uses unlimited", policy => policy["uses"] = "unlimited", "malformed", "$.policies[0].uses");
        Policy("records use as text", policy => policy["recordsUse"] = "true", "malformed", "$.policies[0].recordsUse");
        Policy("justification as number", policy => policy["justification"] = 10, "malformed", "$.policies[0].justification");
        Policy("justification without length", policy => policy["justification"] = new JsonObject(), "member-missing", "$.policies[0].justification.minLength");
        Policy("justification too long", policy => policy["justification"] = Json("""{"minLength":1001}"""), "policy-invalid", "$.policies[0].justification.minLength");
        Policy("justification negative", policy => policy["justification"] = Json("""{"minLength":-1}"""), "policy-invalid", "$.policies[0].justification.minLength");
        Policy("ticket as text", policy => policy["ticket"] = "OPS", "malformed", "$.policies[0].ticket");
        Policy("ticket without pattern", policy => policy["ticket"] = new JsonObject(), "member-missing", "$.policies[0].ticket.pattern");
        Policy("ticket with a broken pattern", policy => policy["ticket"] = Json("""{"pattern":"OPS-["}"""), "policy-invalid", "$.policies[0].ticket.pattern", schema: false);
        Policy("ticket with an empty pattern", policy => policy["ticket"] = Json("""{"pattern":""}"""), "text-invalid", "$.policies[0].ticket.pattern");
        Policy("ticket with a long pattern", policy => policy["ticket"] = new JsonObject { ["pattern"] = new string('a', 201) }, "policy-invalid", "$.policies[0].ticket.pattern");
    }

    private static void Scopes()
    {
        Policy("grants nothing", policy => policy.Remove("grants"), "member-missing", "$.policies[0].grants");
        Policy("grants an empty list", policy => policy["grants"] = new JsonArray(), "member-missing", "$.policies[0].grants");
        Policy("grants a text", policy => policy["grants"] = "orders:refund", "malformed", "$.policies[0].grants");
        Policy("grants a number", policy => policy["grants"] = Json("[1]"), "malformed", "$.policies[0].grants[0]");
        Policy("grants a wildcard", policy => policy["grants"] = Json("""["orders:*"]"""), "permission-invalid", "$.policies[0].grants[0]");
        Policy("grants capitals", policy => policy["grants"] = Json("""["Orders:refund"]"""), "permission-invalid", "$.policies[0].grants[0]");
        Policy("grants twice", policy => policy["grants"] = Json("""["a:b","a:b"]"""), "policy-invalid", "$.policies[0].grants");
        Policy("on an empty list", policy => policy["on"] = new JsonArray(), "member-missing", "$.policies[0].on");
        Policy("on the empty text", policy => policy["on"] = Json("""[""]"""), "text-invalid", "$.policies[0].on[0]");
        foreach (var resource in new[] { "orders/../1", "orders//1", "/orders", "orders/", "or*ders", "*/orders", "orders/%31", @"orders\1", "." })
        {
            Policy($"on '{resource}'", policy => policy["on"] = new JsonArray(resource), "resource-not-canonical", "$.policies[0].on[0]", schema: false);
        }

        Policy("on a control character", policy => policy["on"] = new JsonArray("orders/\u0007"), "text-invalid", "$.policies[0].on[0]", schema: false);
        Policy("on 100 KB", policy => policy["on"] = new JsonArray(new string('a', 100 * 1024)), "text-invalid", "$.policies[0].on[0]");
        Policy("scope as text", policy => policy["scopes"] = Json("""["a:b"]"""), "malformed", "$.policies[0].scopes[0]");
        Policy("scope without permission", policy => policy["scopes"] = Json("""[{"resource":"a"}]"""), "member-missing", "$.policies[0].scopes[0].permission");
        Policy("scope with an action", policy => policy["scopes"] = Json("""[{"permission":"a","action":"b"}]"""), "member-unknown", "$.policies[0].scopes[0].action");
        Policy("scopes empty", policy => policy["scopes"] = new JsonArray(), "member-missing", "$.policies[0].scopes");
        Policy("scope given twice", policy => policy["scopes"] = Json("""[{"permission":"a"},{"permission":"a"}]"""), "policy-invalid", "$.policies[0].scopes[1]");
        Policy("scope that grants and on give", policy => policy["scopes"] = Json("""[{"permission":"orders:refund","resource":"orders/*"}]"""), "policy-invalid", "$.policies[0].scopes[0]", schema: false);
        Policy(
            "resources without grants",
            policy =>
            {
                policy.Remove("grants");
                policy["scopes"] = Json("""[{"permission":"a"}]""");
            },
            "member-missing",
            "$.policies[0].grants");
        Policy(
            "too many scopes",
            policy => policy["on"] = new JsonArray([.. Enumerable.Range(0, 201).Select(index => (JsonNode)$"r{index}")]),
            "value-invalid",
            "$.policies[0].on");
    }

    private static void Approval()
    {
        Policy("no stage", policy => policy.Remove("stages"), "nothing-approves", "$.policies[0].stages");
        Policy("empty stages", policy => policy["stages"] = new JsonArray(), "nothing-approves", "$.policies[0].stages");
        Policy("stages and automatic", policy => policy["autoApproved"] = true, "policy-invalid", "$.policies[0].autoApproved");
        Policy("stages are an object", policy => policy["stages"] = new JsonObject(), "malformed", "$.policies[0].stages");
        Stage("stage is a text", "\"lead\"", "malformed", "");
        Stage("stage without name", """{"approvers":{"role":"x"}}""", "member-missing", ".name");
        Stage("stage without approvers", """{"name":"lead"}""", "member-missing", ".approvers");
        Stage("stage with null approvers", """{"name":"lead","approvers":null}""", "malformed", ".approvers");
        Stage("stage with empty approvers", """{"name":"lead","approvers":{}}""", "malformed", ".approvers");
        Stage("stage with no role", """{"name":"lead","approvers":{"role":[]}}""", "member-missing", ".approvers.role");
        Stage("stage with nobody", """{"name":"lead","approvers":{"any":[]}}""", "member-missing", ".approvers.any");
        Stage("stage that needs nobody", """{"name":"lead","approvers":{"role":"x"},"needs":0}""", "policy-invalid", ".needs");
        Stage("stage that needs a crowd", """{"name":"lead","approvers":{"role":"x"},"needs":101}""", "policy-invalid", ".needs");
        Stage("stage that needs half", """{"name":"lead","approvers":{"role":"x"},"needs":0.5}""", "value-invalid", ".needs");
        Stage("stage that nobody denies", """{"name":"lead","approvers":{"role":"x"},"deniedBy":0}""", "policy-invalid", ".deniedBy");
        Stage("stage that reminds at once", """{"name":"lead","approvers":{"role":"x"},"remindAfter":"-PT1H"}""", "duration-invalid", ".remindAfter");
        Stage("stage that escalates to nobody", """{"name":"lead","approvers":{"role":"x"},"escalation":{"after":"PT1H"}}""", "member-missing", ".escalation.to");
        Stage("stage that escalates at no time", """{"name":"lead","approvers":{"role":"x"},"escalation":{"to":{"role":"y"}}}""", "member-missing", ".escalation.after");
        Stage("stage that escalates at once", """{"name":"lead","approvers":{"role":"x"},"escalation":{"after":"-PT1H","to":{"role":"y"}}}""", "duration-invalid", ".escalation.after");
        Stage("stage with an escalation of an unknown member", """{"name":"lead","approvers":{"role":"x"},"escalation":{"after":"PT1H","to":{"role":"y"},"level":2}}""", "member-unknown", ".escalation.level");
        Stage("stage with an unknown member", """{"name":"lead","approvers":{"role":"x"},"quorum":1}""", "member-unknown", ".quorum");
        Auto("automatic for everyone", policy => policy["eligible"] = Json("""{"everyone":true}"""), "auto-approval-too-broad", "$.policies[0].eligible");
        Auto("automatic for all but some", policy => policy["eligible"] = Json("""{"not":{"role":"x"}}"""), "auto-approval-too-broad", "$.policies[0].eligible");
        Auto("automatic everywhere", policy => policy["on"] = new JsonArray("*"), "auto-approval-too-broad", "$.policies[0].on");
        Auto("automatic as text", policy => policy["autoApproved"] = "true", "malformed", "$.policies[0].autoApproved", schema: true);
    }

    private static void Conditions()
    {
        Condition("is a text", "\"support\"", "malformed", "");
        Condition("is an array", "[]", "malformed", "");
        Condition("has no kind", "{}", "malformed", "");
        Condition("has two kinds", """{"role":"a","everyone":true}""", "malformed", "");
        Condition("all empty", """{"all":[]}""", "member-missing", ".all");
        Condition("all an object", """{"all":{}}""", "malformed", ".all");
        Condition("not an array", """{"not":[{"role":"a"}]}""", "malformed", ".not");
        Condition("deep down", """{"all":[{"any":[{"not":{"role":"a","x":1}}]}]}""", "member-unknown", ".all[0].any[0].not.x");
        Condition("everyone false", """{"everyone":false}""", "malformed", ".everyone");
        Condition("role empty text", """{"role":""}""", "text-invalid", ".role[0]");
        Condition("role number", """{"role":1}""", "malformed", ".role");
        Condition("role twice", """{"role":["a","a"]}""", "policy-invalid", ".role[1]");
        Condition("role with spaces", """{"role":" a"}""", "text-invalid", ".role[0]", schema: false);
        Condition("role not NFC", """{"role":"u\u0308"}""", "text-invalid", ".role[0]", schema: false);
        Condition("attribute text", """{"attribute":"department"}""", "malformed", ".attribute");
        Condition("attribute without values", """{"attribute":{"name":"department"}}""", "member-missing", ".attribute.anyOf");
        Condition("attribute no values", """{"attribute":{"name":"department","anyOf":[]}}""", "member-missing", ".attribute.anyOf");
        Condition("attribute equals", """{"attribute":{"name":"department","anyOf":"x","equals":"y"}}""", "member-unknown", ".attribute.equals");
        Condition("subject without id", """{"subject":{"issuer":"i"}}""", "member-missing", ".subject.id");
        Condition("subject is a group", """{"subject":{"issuer":"i","id":"x","group":true}}""", "member-unknown", ".subject.group");
        Condition("during nothing", """{"during":{"zone":"UTC"}}""", "member-missing", ".during");
        Condition("during an unknown zone", """{"during":{"zone":"Europe/Berlin2","days":["monday"]}}""", "policy-invalid", ".during.zone", schema: false);
        Condition("during an unknown day", """{"during":{"zone":"UTC","days":["Monday"]}}""", "value-invalid", ".during.days[0]");
        Condition("during no day", """{"during":{"zone":"UTC","days":[]}}""", "member-missing", ".during.days");
        Condition("during from alone", """{"during":{"zone":"UTC","from":"08:00"}}""", "member-missing", ".during");
        Condition("during 24:00", """{"during":{"zone":"UTC","from":"08:00","to":"24:00"}}""", "value-invalid", ".during.to");
        Condition("during with seconds", """{"during":{"zone":"UTC","from":"08:00:00","to":"09:00"}}""", "value-invalid", ".during.from");
        Condition("during an empty window", """{"during":{"zone":"UTC","from":"08:00","to":"08:00"}}""", "policy-invalid", ".during.to", schema: false);
        Condition("during a number", """{"during":{"zone":"UTC","from":8,"to":"09:00"}}""", "malformed", ".during.from");
        Condition("during a day that is none", """{"during":{"zone":"UTC","onDates":["2026-02-29"]}}""", "value-invalid", ".during.onDates[0]", schema: false);
        Condition("during a date with slashes", """{"during":{"zone":"UTC","exceptDates":["2026/02/28"]}}""", "value-invalid", ".during.exceptDates[0]");
        Condition("network address", """{"network":"10.0.0.1"}""", "policy-invalid", ".network[0]");
        Condition("network with host bits", """{"network":["10.0.0.1/8"]}""", "policy-invalid", ".network[0]", schema: false);
        Condition("network name", """{"network":["office"]}""", "policy-invalid", ".network[0]");
        Condition("signed in somehow", """{"signedIn":{}}""", "member-missing", ".signedIn");
        Condition("signed in by no method", """{"signedIn":{"within":"PT5M","methods":{}}}""", "member-missing", ".signedIn.methods");
        Condition("signed in by an empty list", """{"signedIn":{"methods":{"allOf":[]}}}""", "member-missing", ".signedIn.methods.allOf");
        Condition("signed in for ever", """{"signedIn":{"within":"PT0S"}}""", "duration-invalid", ".signedIn.within", schema: false);
        Condition("ticket without pattern", """{"ticket":{}}""", "member-missing", ".ticket.pattern");
        Condition("risk too high", """{"risk":{"atMost":101}}""", "policy-invalid", ".risk.atMost");
        Condition("risk word", """{"risk":{"atMost":"low"}}""", "malformed", ".risk.atMost");
        Condition("device without name", """{"device":{"anyOf":"true"}}""", "member-missing", ".device.name");
        Condition("custom name in capitals", """{"custom":{"name":"OnCall"}}""", "policy-invalid", ".custom.name");
        Condition("custom parameters as array", """{"custom":{"name":"a","parameters":[]}}""", "malformed", ".custom.parameters");
        Condition("custom parameters twice", """{"custom":{"name":"a","parameters":{"x":1,"x":2}}}""", "member-duplicate", ".custom.parameters.x", schema: false);
        Condition("too deep", string.Concat(Enumerable.Repeat("{\"not\":", 10)) + "{\"role\":\"a\"}" + new string('}', 10), "too-deep", string.Concat(Enumerable.Repeat(".not", 10)), schema: false);
    }

    private static void Goods()
    {
        GoodDocuments.Add(("base", Document().ToJsonString()));
        GoodDocuments.Add(("auto", AutoDocument().ToJsonString()));
        GoodDocuments.Add(("rich", JitPolicySet.Create("rich", 7, Sample.RichBuilder().Build(), Sample.AutoBuilder().Build()).ToJson()));
        Tolerated("schema", document => document["$schema"] = "../jit-policies.schema.json");
        Tolerated("defaults said", document =>
        {
            var policy = (JsonObject)document["policies"]![0]!;
            policy["autoApproved"] = false;
            policy["recordsUse"] = false;
            policy["minDuration"] = "PT1S";
            policy["when"] = new JsonArray();
            policy["justification"] = Json("""{"minLength":0}""");
        });
        Tolerated("scopes alone", document =>
        {
            var policy = (JsonObject)document["policies"]![0]!;
            policy.Remove("grants");
            policy.Remove("on");
            policy["scopes"] = Json("""[{"permission":"a:b"},{"permission":"a:b","resource":"*"}]""");
        });
        Tolerated("single texts", document => document["policies"]![0]!["when"] = Json("""
            [{"role":"a"},{"network":"10.0.0.0/8"},{"attribute":{"name":"a","anyOf":"b"}},{"device":{"name":"a","anyOf":"b"}},
             {"custom":{"name":"a"}},{"during":{"zone":"UTC","from":"22:00","to":"04:00"}},{"subject":{"issuer":"i","id":"x"}}]
            """));
    }

    private static JsonObject Document() => (JsonObject)Json("""
        {
          "set": "back",
          "version": 1,
          "policies": [
            {
              "name": "refund-order",
              "grants": ["orders:refund"],
              "on": ["orders/*"],
              "eligible": { "role": "support" },
              "maxDuration": "PT1H",
              "uses": 1,
              "stages": [ { "name": "lead", "approvers": { "role": "support-lead" } } ]
            }
          ]
        }
        """);

    private static JsonObject AutoDocument()
    {
        var document = Document();
        var policy = (JsonObject)document["policies"]![0]!;
        policy.Remove("stages");
        policy["autoApproved"] = true;
        return document;
    }

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private static void Raw(string name, string json, string reason, string path, bool schema = true) =>
        BadDocuments.Add(new BadDocument(name, json, reason, path, schema));

    private static void Set(string name, Action<JsonObject> change, string reason, string path, bool schema = true)
    {
        var document = Document();
        change(document);
        Raw(name, document.ToJsonString(), reason, path, schema);
    }

    private static void Policy(string name, Action<JsonObject> change, string reason, string path, bool schema = true) =>
        Set(name, set => change((JsonObject)set["policies"]![0]!), reason, path, schema);

    private static void Stage(string name, string stage, string reason, string path) =>
        Policy(name, policy => policy["stages"] = new JsonArray(Json(stage)), reason, "$.policies[0].stages[0]" + path);

    private static void Auto(string name, Action<JsonObject> change, string reason, string path, bool schema = false)
    {
        var document = AutoDocument();
        change((JsonObject)document["policies"]![0]!);
        Raw(name, document.ToJsonString(), reason, path, schema);
    }

    private static void Condition(string name, string condition, string reason, string path, bool schema = true)
    {
        Policy("condition " + name, policy => policy["when"] = new JsonArray(Json(condition)), reason, "$.policies[0].when[0]" + path, schema);
    }

    private static void Tolerated(string name, Action<JsonObject> change)
    {
        var document = Document();
        change(document);
        GoodDocuments.Add((name, document.ToJsonString()));
    }

    /// <summary>A document that is wrong in one way.</summary>
    /// <param name="Name">What is wrong.</param>
    /// <param name="Json">The document.</param>
    /// <param name="Reason">The code of the one finding.</param>
    /// <param name="Path">Its path.</param>
    /// <param name="InSchema">Whether the JSON Schema can say it.</param>
    public sealed record BadDocument(string Name, string Json, string Reason, string Path, bool InSchema);
}
