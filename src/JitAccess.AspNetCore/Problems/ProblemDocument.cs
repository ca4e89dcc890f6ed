using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>A refusal as an RFC 9457 document: what is wrong, all of it, each with value, limit and fix.</summary>
/// <remarks>The writer escapes everything but plain ASCII, so that no text of a caller's can leave its string.</remarks>
internal static class ProblemDocument
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    private const string TypePrefix = "urn:jitaccess:problem/";

    /// <summary>Writes the document.</summary>
    /// <param name="explanation">Why it is refused.</param>
    /// <param name="members">Writes further members into the root object; names must not clash with those of this class.</param>
    public static ReadOnlyMemory<byte> Write(Explanation explanation, Action<Utf8JsonWriter>? members = null)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        var first = explanation.Findings[0];
        writer.WriteStartObject();
        writer.WriteString("type", TypePrefix + explanation.Reason.Code);
        writer.WriteString("title", TitleOf(explanation.Reason));
        writer.WriteNumber("status", ProblemStatus.Of(explanation.Reason.Kind));
        writer.WriteString("detail", first.Message);
        writer.WriteString("reason", explanation.Reason.Code);
        WriteParts(writer, first);
        members?.Invoke(writer);
        SignInDemand.From(explanation)?.WriteMembers(writer);
        writer.WriteStartArray("findings");
        foreach (var finding in explanation.Findings)
        {
            WriteFinding(writer, finding);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes one finding as an object.</summary>
    public static void WriteFinding(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("reason", finding.Reason.Code);
        writer.WriteString("message", finding.Message);
        WriteParts(writer, finding);
        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, Finding finding)
    {
        WriteOptional(writer, "member", finding.Member);
        WriteOptional(writer, "value", finding.Value);
        WriteOptional(writer, "limit", finding.Limit);
        WriteOptional(writer, "fix", finding.Fix);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    // One title for one type, as RFC 9457 wants it: the code in words.
    private static string TitleOf(Reason reason)
    {
        var words = reason.Code.Split('-').Select(word => word is "jit" or "json" or "https" ? word.ToUpperInvariant() : word);
        var title = string.Join(' ', words);
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(title[0])}{title.AsSpan(1)}");
    }
}
