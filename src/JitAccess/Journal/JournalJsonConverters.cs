using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace JitAccess.Journal;

/// <summary>A value that is written as one JSON string.</summary>
internal abstract class TextJsonConverter<T> : JsonConverter<T>
{
    public sealed override bool HandleNull => true;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ParseObject(reader.GetString()!) is T value
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    protected abstract object? ParseObject(string text);

    protected abstract string Format(T value);
}

internal sealed class TenantJsonConverter : TextJsonConverter<Tenant>
{
    protected override object? ParseObject(string text) => Tenant.Restore(text);

    protected override string Format(Tenant value) => value.Id;
}

internal sealed class PermissionJsonConverter : TextJsonConverter<Permission>
{
    protected override object? ParseObject(string text) => Permission.TryParse(text, out var permission) ? permission : null;

    protected override string Format(Permission value) => value.Name;
}

/// <summary>A resource; the root is the empty text.</summary>
internal sealed class ResourceJsonConverter : TextJsonConverter<Resource>
{
    protected override object? ParseObject(string text) =>
        text.Length == 0 ? Resource.Root : Resource.TryParse(text, out var resource, out _) ? resource : null;

    protected override string Format(Resource value) => value.Path;
}

internal sealed class InstantJsonConverter : TextJsonConverter<Instant>
{
    protected override object? ParseObject(string text) => InstantText.TryParse(text, out var instant) ? instant : null;

    protected override string Format(Instant value) => InstantText.Format(value);
}

internal sealed class DeadlineJsonConverter : TextJsonConverter<Deadline>
{
    protected override object? ParseObject(string text) => InstantText.TryParse(text, out var instant) ? Deadline.From(instant) : null;

    protected override string Format(Deadline value) => InstantText.Format(value.At);
}

internal sealed class DurationJsonConverter : TextJsonConverter<Duration>
{
    protected override object? ParseObject(string text) => DurationText.TryParse(text, out var duration) ? duration : null;

    protected override string Format(Duration value) => DurationText.Format(value);
}

/// <summary>An enumeration by the names that documents use.</summary>
internal abstract class NamedJsonConverter<T>(Func<T, string> name) : TextJsonConverter<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<string, T> _values = Enum.GetValues<T>().ToFrozenDictionary(name, StringComparer.Ordinal);

    protected override object? ParseObject(string text) => _values.TryGetValue(text, out var value) ? value : null;

    protected override string Format(T value) => name(value);
}

internal sealed class RequestStateJsonConverter() : NamedJsonConverter<RequestState>(StateNames.Name);

internal sealed class GrantStateJsonConverter() : NamedJsonConverter<GrantState>(StateNames.Name);

internal sealed class ReviewOutcomeJsonConverter() : NamedJsonConverter<ReviewOutcome>(StateNames.Name);

internal sealed class VoteDecisionJsonConverter() : NamedJsonConverter<VoteDecision>(StateNames.Name);
