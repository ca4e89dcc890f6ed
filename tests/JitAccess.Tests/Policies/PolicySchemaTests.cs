using System.Text.Json.Nodes;

namespace JitAccess.Tests.Policies;

/// <summary>The shipped schema and the reader say the same.</summary>
public sealed class PolicySchemaTests
{
    private static readonly JsonObject Schema = Read();

    [Theory]
    [MemberData(nameof(PolicyCorpus.GoodNames), MemberType = typeof(PolicyCorpus))]
    public void Schema_GoodDocument_IsAccepted(string name)
    {
        var good = PolicyCorpus.Good.Single(document => document.Name == name);

        Assert.Null(new JsonSchemaSubset(Schema).FirstError(JsonNode.Parse(good.Json)));
    }

    [Theory]
    [MemberData(nameof(PolicyCorpus.BadNames), MemberType = typeof(PolicyCorpus))]
    public void Schema_BadDocument_IsRefusedWhereTheSchemaCanSayIt(string name)
    {
        var bad = PolicyCorpus.Bad.Single(document => document.Name == name);
        if (!bad.InSchema)
        {
            return;
        }

        Assert.NotNull(new JsonSchemaSubset(Schema).FirstError(JsonNode.Parse(bad.Json)));
    }

    [Fact]
    public void Schema_Conditions_NamesEveryKindThatTheReaderReads() => Assert.Equal(
        ConditionReader.KindNames.Order(StringComparer.Ordinal),
        ((JsonObject)Schema["$defs"]!["condition"]!["properties"]!).Select(property => property.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Schema_Objects_AreClosed()
    {
        var open = Objects(Schema).Where(item => item["properties"] is not null && item["additionalProperties"]?.GetValue<bool>() != false && item["type"] is not null);

        Assert.Empty(open.Select(item => item.ToJsonString()));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(member => Objects(member.Value)).Prepend(item),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static JsonObject Read()
    {
        using var stream = typeof(JitPolicy).Assembly.GetManifestResourceStream("JitAccess.Policies.jit-policies.schema.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    }
}
