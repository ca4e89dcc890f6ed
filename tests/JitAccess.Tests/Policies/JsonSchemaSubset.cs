using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JitAccess.Tests.Policies;

/// <summary>A validator for the keywords of JSON Schema (draft 2020-12) that our schema uses; an unknown keyword is an error.</summary>
internal sealed class JsonSchemaSubset(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "default"];

    /// <summary>Returns the first thing that is wrong, or <see langword="null"/>.</summary>
    public string? FirstError(JsonNode? instance) => FirstError(root, instance, "$");

    private string? FirstError(JsonObject schema, JsonNode? instance, string path) =>
        schema.Select(keyword => FirstError(schema, keyword.Key, keyword.Value!, instance, path)).FirstOrDefault(error => error is not null);

    private string? FirstError(JsonObject schema, string keyword, JsonNode value, JsonNode? instance, string path)
    {
        var wrong = $"{path}: {keyword} {value.ToJsonString()}";
        return keyword switch
        {
            _ when Annotations.Contains(keyword, StringComparer.Ordinal) => null,
            "$ref" => FirstError(Resolve(value.GetValue<string>()), instance, path),
            "type" => IsType(instance, value.GetValue<string>()) ? null : wrong,
            "const" => JsonNode.DeepEquals(instance, value) ? null : wrong,
            "enum" => ((JsonArray)value).Any(item => JsonNode.DeepEquals(item, instance)) ? null : wrong,
            "anyOf" => ((JsonArray)value).Any(item => FirstError((JsonObject)item!, instance, path) is null) ? null : wrong,
            "oneOf" => ((JsonArray)value).Count(item => FirstError((JsonObject)item!, instance, path) is null) == 1 ? null : wrong,
            "minLength" => instance is not JsonValue || Text(instance) is not { } text || text.Length >= value.GetValue<int>() ? null : wrong,
            "maxLength" => Text(instance) is not { } text || text.Length <= value.GetValue<int>() ? null : wrong,
            "pattern" => Text(instance) is not { } text || Regex.IsMatch(text, value.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)) ? null : wrong,
            "minimum" => Number(instance) is not { } number || number >= value.GetValue<decimal>() ? null : wrong,
            "maximum" => Number(instance) is not { } number || number <= value.GetValue<decimal>() ? null : wrong,
            "minItems" => instance is not JsonArray items || items.Count >= value.GetValue<int>() ? null : wrong,
            "maxItems" => instance is not JsonArray items || items.Count <= value.GetValue<int>() ? null : wrong,
            "uniqueItems" => instance is not JsonArray items || IsDistinct(items) ? null : wrong,
            "minProperties" => instance is not JsonObject item || item.Count >= value.GetValue<int>() ? null : wrong,
            "maxProperties" => instance is not JsonObject item || item.Count <= value.GetValue<int>() ? null : wrong,
            "required" => instance is not JsonObject item || ((JsonArray)value).All(name => item.ContainsKey(name!.GetValue<string>())) ? null : wrong,
            "dependentRequired" => instance is not JsonObject item || ((JsonObject)value).All(rule => HasAll(item, rule.Key, (JsonArray)rule.Value!)) ? null : wrong,
            "items" => instance is not JsonArray items
                ? null
                : items.Select((item, index) => FirstError((JsonObject)value, item, $"{path}[{index}]")).FirstOrDefault(error => error is not null),
            "properties" => instance is not JsonObject item
                ? null
                : ((JsonObject)value).Where(rule => item.ContainsKey(rule.Key))
                    .Select(rule => FirstError((JsonObject)rule.Value!, item[rule.Key], $"{path}.{rule.Key}")).FirstOrDefault(error => error is not null),
            "additionalProperties" => instance is not JsonObject item || item.All(member => ((JsonObject)schema["properties"]!).ContainsKey(member.Key)) ? null : wrong,
            _ => throw new NotSupportedException($"The keyword {keyword} is not part of the subset."),
        };
    }

    private JsonObject Resolve(string reference) =>
        (JsonObject)reference.Split('/').Skip(1).Aggregate((JsonNode)root, (node, name) => node[name]!);

    private static bool IsType(JsonNode? instance, string type) => (type, instance?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(instance) is { } number && number == decimal.Truncate(number),
        _ => false,
    };

    private static string? Text(JsonNode? instance) => instance?.GetValueKind() == JsonValueKind.String ? instance.GetValue<string>() : null;

    private static decimal? Number(JsonNode? instance) => instance?.GetValueKind() == JsonValueKind.Number ? instance.GetValue<decimal>() : null;

    private static bool HasAll(JsonObject item, string name, JsonArray others) =>
        !item.ContainsKey(name) || others.All(other => item.ContainsKey(other!.GetValue<string>()));

    private static bool IsDistinct(JsonArray items) =>
        items.Select((item, index) => !items.Take(index).Any(other => JsonNode.DeepEquals(other, item))).All(isNew => isNew);
}
