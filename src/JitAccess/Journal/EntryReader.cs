using System.Collections.Immutable;
using System.Text.Json;
using JitAccess.Stores;

namespace JitAccess.Journal;

/// <summary>Reads what every version of the library can read of an entry: its envelope and its effects. The kind may be unknown; an effect may not.</summary>
internal static class EntryReader
{
    /// <summary>Reads the effects of an entry whose authenticity was verified.</summary>
    /// <exception cref="JsonException">The envelope is not one this version reads, or an effect is unknown: the node must deny.</exception>
    public static ImmutableArray<Effect> ReadEffects(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        var root = document.RootElement;
        return StandsInPlace(root, entry) switch
        {
            true => [.. Member(root, "effects").EnumerateArray().Select(effect => Read(effect, entry.Position))],
            false => throw new JsonException($"Entry {entry.Position} was sealed at another position or time, for another tenant or under another key than the store says."),
            null => throw new JsonException($"Entry {entry.Position} has an envelope of another version."),
        };
    }

    /// <summary>Says whether an authentic entry was sealed where and when the store says; <see langword="null"/> for an envelope of a version that is not known.</summary>
    /// <exception cref="JsonException">It is no entry.</exception>
    public static bool? StandsInPlace(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return StandsInPlace(document.RootElement, entry);
    }

    /// <summary>The hash of the predecessor that an entry names.</summary>
    public static string ReadPrevious(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return Text(document.RootElement, "previous");
    }

    // The store's columns beside the bytes are not authenticated, and the store's time rests on one of them.
    private static bool? StandsInPlace(JsonElement root, StoredEntry entry) => Member(root, "v").GetInt32() != EntrySealer.EnvelopeVersion ? null
        : Member(root, "position").GetInt64() == entry.Position
            && InstantText.TryParse(Text(root, "time"), out var time) && time == entry.Time
            && Text(root, "tenant") == entry.Tenant.Id && Text(root, "key") == entry.KeyId;

    private static Effect Read(JsonElement effect, long position) => Text(effect, "effect") switch
    {
        GrantLive.Name => new GrantLive(
            Text(effect, "grant"),
            Subject(effect),
            Member(effect, "scopes").Deserialize(JournalJson.Default.ImmutableArrayScope),
            Text(effect, "policy"),
            End(effect),
            Member(effect, "takesCommit").GetBoolean(),
            Member(effect, "approvedBy").Deserialize(JournalJson.Default.ImmutableArraySubject))
        {
            AtFirstUse = effect.TryGetProperty("atFirstUse", out var atFirstUse) && atFirstUse.GetBoolean(),
        },
        GrantEnded.Name => new GrantEnded(
            Text(effect, "grant"),
            Subject(effect),
            Reason.TryFind(Text(effect, "because"), out var reason) ? reason : Reason.Revoked),
        SubjectEnded.Name => new SubjectEnded(Subject(effect)),
        Epoch.Name => new Epoch(Member(effect, "number").GetInt64()),
        var unknown => throw new JsonException($"Entry {position} has the effect \"{SafeText.Show(unknown)}\", which this version does not know."),
    };

    private static Subject Subject(JsonElement effect) =>
        Member(effect, "subject").Deserialize(JournalJson.Default.Subject) ?? throw new JsonException("An effect has no subject.");

    private static Deadline End(JsonElement effect) =>
        InstantText.TryParse(Text(effect, "end"), out var end) ? Deadline.From(end) : throw new JsonException("An effect has no readable end.");

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : throw new JsonException($"\"{name}\" is no text.");

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            ? member
            : throw new JsonException($"An entry or effect lacks \"{name}\".");
}
