using System.Text.Json;

namespace JitAccess;

internal static partial class StrictJson
{
    /// <summary>Checks JSON that is kept as it is: depth, duplicate members, texts that deceive a reader.</summary>
    public static void CheckTree(JsonElement element, string path, int maxDepth, ICollection<Finding> findings) =>
        CheckTree(element, path, maxDepth, maxDepth, findings);

    /// <summary>Writes JSON with the members of every object in ordinal order, so that equal values are written equally.</summary>
    public static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void CheckTree(JsonElement element, string path, int left, int maxDepth, ICollection<Finding> findings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when left == 0:
                findings.Add(TooDeep(path, maxDepth));
                break;
            case JsonValueKind.Object:
                CheckMembers(element, path, left, maxDepth, findings);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    CheckTree(item, Under(path, index++), left - 1, maxDepth, findings);
                }

                break;
            case JsonValueKind.String:
                CheckText(element, path, findings);
                break;
            case JsonValueKind.Undefined:
                findings.Add(WrongType(element, path, "a JSON value"));
                break;
        }
    }

    private static void CheckMembers(JsonElement element, string path, int left, int maxDepth, ICollection<Finding> findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name || SafeText.FirstUnsafe(name) >= 0)
            {
                findings.Add(Unpaired(path));
                continue;
            }

            var at = Under(path, name);
            if (!seen.Add(name))
            {
                findings.Add(Duplicate(at));
            }

            CheckTree(member.Value, at, left - 1, maxDepth, findings);
        }
    }

    private static void CheckText(JsonElement element, string path, ICollection<Finding> findings)
    {
        if (!TryText(element, out var text))
        {
            findings.Add(Unpaired(path));
        }
        else if (SafeText.FirstUnsafeInProse(text) >= 0)
        {
            findings.Add(BadText(text, path, 0, text.Length));
        }
    }
}
