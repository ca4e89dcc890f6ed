using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A directory's answer as text, for caches that keep serialised values. The subject is the key's, not the text's.</summary>
internal static partial class DirectoryAnswerText
{
    /// <summary>Writes an answer.</summary>
    public static string Write(DirectoryAnswer answer) =>
        JsonSerializer.Serialize(new Document(answer.AskedAt, answer.Timestamp, answer.Entry is { } entry ? Known.From(entry) : null), Json.Default.Document);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text was not written by this version.</exception>
    public static DirectoryAnswer Read(string text, Subject subject)
    {
        var document = JsonSerializer.Deserialize(text, Json.Default.Document) ?? throw new JsonException("The cached answer is null.");
        return new DirectoryAnswer(document.Known?.ToEntry(subject), document.AskedAt, document.Timestamp);
    }

    private sealed record Document(long AskedAt, long Timestamp, Known? Known);

    private sealed record Known(
        bool IsActive,
        bool IsGroup,
        string[] Roles,
        Dictionary<string, string[]> Attributes,
        string[] Personal,
        string? PersonId,
        string? DisplayName)
    {
        public static Known From(DirectoryEntry entry) => new(
            entry.IsActive,
            entry.IsGroup,
            [.. entry.Roles],
            entry.Attributes.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal),
            [.. entry.PersonalAttributes],
            entry.PersonId,
            entry.DisplayName);

        public DirectoryEntry ToEntry(Subject subject) => new(subject)
        {
            IsActive = IsActive,
            IsGroup = IsGroup,
            Roles = [.. Roles],
            Attributes = Attributes.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal),
            PersonalAttributes = [.. Personal],
            PersonId = PersonId,
            DisplayName = DisplayName,
        };
    }

    [JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class Json : JsonSerializerContext;
}
