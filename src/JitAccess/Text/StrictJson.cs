using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace JitAccess;

/// <summary>
/// Reads JSON (RFC 8259) without mercy and without surprises: no comments, no trailing commas, no duplicate members, no invalid UTF-8, no
/// unpaired surrogates, bounded depth. What is wrong becomes findings; nothing throws.
/// </summary>
internal static partial class StrictJson
{
    /// <summary>Reads a document; <see langword="null"/>, with one finding, when the bytes are none. The caller bounds their number.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="maxDepth">How deep arrays and objects may nest; a single object is one level.</param>
    /// <param name="path">The member path of the whole, for findings.</param>
    /// <param name="findings">Takes the finding.</param>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, int maxDepth, string path, ICollection<Finding> findings)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            findings.Add(NotJson(path, "The text is not UTF-8.", "Save or send it as UTF-8."));
            return null;
        }

        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            findings.Add(NotJson(path, "The text begins with a byte order mark.", "Save or send it as UTF-8 without one (RFC 8259, section 8.1)."));
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (JsonException exception)
        {
            findings.Add(IsDeeper(utf8.Span, maxDepth) ? TooDeep(path, maxDepth) : NotJson(path, Where(exception), "Correct the text there."));
            return null;
        }
    }

    /// <summary>Reads a string; <see langword="false"/> when it holds an unpaired surrogate, which no text does.</summary>
    public static bool TryText(JsonElement element, out string text)
    {
        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>Reads the name of a member; <see langword="null"/> when it holds an unpaired surrogate.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Joins a path and a member.</summary>
    public static string Under(string path, string? member) =>
        string.IsNullOrEmpty(member) ? path
        : path.Length == 0 ? member
        : member[0] == '[' ? path + member
        : $"{path}.{member}";

    /// <summary>Joins a path and an index.</summary>
    public static string Under(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>Says whether bytes, complete or not, nest deeper than a limit. A linear scan that needs no stack: only brackets outside strings count.</summary>
    public static bool IsDeeper(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var depth = 0;
        var inString = false;
        for (var index = 0; index < utf8.Length; index++)
        {
            var current = utf8[index];
            if (inString)
            {
                index += current == '\\' ? 1 : 0;
                inString = current != '"';
            }
            else if (current is (byte)'{' or (byte)'[')
            {
                depth++;
                if (depth > maxDepth)
                {
                    return true;
                }
            }
            else
            {
                depth -= current is (byte)'}' or (byte)']' ? 1 : 0;
                inString = current == '"';
            }
        }

        return false;
    }

    private static string Where(JsonException exception) => string.Create(
        CultureInfo.InvariantCulture,
        $"The text is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} (comments and trailing commas are not allowed).");
}
