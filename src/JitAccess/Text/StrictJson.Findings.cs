using System.Globalization;
using System.Text.Json;

namespace JitAccess;

internal static partial class StrictJson
{
    /// <summary>Makes the finding of a value that is not of the expected type.</summary>
    public static Finding WrongType(JsonElement element, string path, string expected)
    {
        var shown = Show(element);
        var isNull = element.ValueKind == JsonValueKind.Null;
        var what = path.Length == 0 ? "The whole text" : $"\"{path}\"";
        return new Finding(Reason.Malformed, $"{what} is {shown}, and it must be {expected}.")
        {
            Member = Named(path),
            Value = shown,
            Limit = expected,
            Fix = isNull ? "Leave the member out, or give it a value." : $"Write {expected}.",
        };
    }

    /// <summary>Makes the finding of a text that is too long, empty, or holds what deceives a reader.</summary>
    public static Finding BadText(string text, string path, int min, int max)
    {
        var shown = SafeText.Show(text);
        var limit = string.Create(CultureInfo.InvariantCulture, $"{min} to {max} characters without control, bidirectional or unpaired ones");
        var length = text.Length.ToString(CultureInfo.InvariantCulture);
        return new Finding(Reason.TextInvalid, $"\"{path}\" is \"{shown}\" ({length} characters), and it takes {limit}.")
        {
            Member = path,
            Value = shown,
            Limit = limit,
            Fix = text.Length > max ? "Shorten the text." : text.Length < min ? "Write more." : "Remove those characters.",
        };
    }

    /// <summary>Makes the finding of a member that is given twice.</summary>
    public static Finding Duplicate(string path) => new(Reason.MemberDuplicate, $"\"{path}\" is given twice.")
    {
        Member = path,
        Limit = "each member once",
        Fix = "Remove one of them.",
    };

    /// <summary>Makes the finding of a text or name that holds an unpaired surrogate.</summary>
    public static Finding Unpaired(string path) => new(Reason.TextInvalid, $"\"{path}\" holds an unpaired surrogate.")
    {
        Member = Named(path),
        Limit = "Unicode text",
        Fix = "Remove the character.",
    };

    /// <summary>Makes the finding of a document that nests too deep.</summary>
    public static Finding TooDeep(string path, int maxDepth)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"{maxDepth} levels");
        return new Finding(Reason.TooDeep, $"The text nests deeper than {limit}.") { Member = Named(path), Limit = limit, Fix = "Flatten it." };
    }

    /// <summary>Says what a value is, short and safe to look at.</summary>
    public static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => TryText(element, out var text) ? $"the text \"{SafeText.Show(text)}\"" : "a text that is not Unicode",
        JsonValueKind.Number => $"the number {SafeText.Show(element.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static Finding NotJson(string path, string message, string fix) =>
        new(Reason.Malformed, message) { Member = Named(path), Limit = "a JSON text (RFC 8259)", Fix = fix };

    private static string? Named(string path) => path.Length == 0 ? null : path;
}
