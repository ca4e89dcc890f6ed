using System.Collections.Immutable;
using System.Text.Json;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Notifications;

/// <summary>What a message needs of an entry's bytes: the kind, who caused it, and single members of its data, whatever a later version adds to them.</summary>
internal sealed class EntryContent
{
    private readonly JsonElement _data;

    private EntryContent(JsonElement root)
    {
        Kind = root.GetProperty("kind").GetString() ?? throw new JsonException("The kind of an entry is null.");
        _data = root.GetProperty("data").Clone();
        var actor = root.GetProperty("actor");
        Actor = actor.TryGetProperty("subject", out var subject) ? subject.Deserialize(JournalJson.Default.Subject) : null;
        ActorFor = actor.TryGetProperty("actsFor", out var others) ? others.Deserialize(JournalJson.Default.ImmutableArraySubject) : [];
        Host = actor.TryGetProperty("host", out var host) ? host.GetString() : null;
    }

    /// <summary>The kind of the entry.</summary>
    public string Kind { get; }

    /// <summary>Who caused it, where it was a subject.</summary>
    public Subject? Actor { get; }

    /// <summary>For whom they acted.</summary>
    public ImmutableArray<Subject> ActorFor { get; }

    /// <summary>The host that caused it, or housekeeping.</summary>
    public string? Host { get; }

    /// <summary>Reads an entry that verifies.</summary>
    public static EntryContent Of(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return new EntryContent(document.RootElement);
    }

    /// <summary>The text of a member, or of a member of a member.</summary>
    public string Text(params ReadOnlySpan<string> path) => TextIfAny(path) ?? throw new JsonException($"The data of an entry lacks \"{string.Join('.', path)}\".");

    /// <summary>The text of a member that may be absent.</summary>
    public string? TextIfAny(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The texts of a list that may be absent.</summary>
    public ImmutableArray<string> Texts(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    /// <summary>The subject that a member is.</summary>
    public Subject Subject(params ReadOnlySpan<string> path)
    {
        var at = _data;
        foreach (var name in path)
        {
            at = at.GetProperty(name);
        }

        return at.Deserialize(JournalJson.Default.Subject) ?? throw new JsonException("A subject of an entry is null.");
    }

    /// <summary>Some texts of every object in a list.</summary>
    public IEnumerable<string[]> Rows(string list, params string[] members) =>
        [.. _data.GetProperty(list).EnumerateArray().Select(item => members.Select(member => item.GetProperty(member).GetString()!).ToArray())];

    /// <summary>The number that a member is.</summary>
    public int Number(string name) => _data.GetProperty(name).GetInt32();

    private JsonElement? Find(ReadOnlySpan<string> path)
    {
        var at = _data;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
