using System.Collections.Immutable;
using System.Text.Json;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Journal;

/// <summary>
/// Reads out of the records of grants what a table of live grants needs: a node that starts reads them all, so it takes a third of the time of
/// <see cref="JournalJson"/>, and what many grants have in common is there once.
/// </summary>
/// <remarks>INVARIANT: reads what <see cref="JournalJson"/> reads, as it does, and refuses what it refuses (a property test holds them together). For one thread.</remarks>
internal sealed class LiveGrantReader
{
    private const int LongestShared = 256;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Permission> _permissions = new(StringComparer.Ordinal);
    private readonly Dictionary<Subject, Subject> _subjects = new(SubjectComparer.Instance);
    private readonly Dictionary<Subject, ImmutableArray<Subject>> _approvers = []; // of grants with one

    /// <summary>Reads a record.</summary>
    /// <returns>Since when the grant is there, and what it is to a table; <see langword="null"/> for one that no check is to find.</returns>
    /// <exception cref="JsonException">The record is not one of a grant as this version knows it.</exception>
    public (Instant Start, GrantLive? Live) Read(StoredRecord record)
    {
        var reader = new Utf8JsonReader(record.Bytes.Span);
        Demand(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "A grant is an object.");
        var (seen, grant) = (Members.None, default(Parts));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            Demand((seen & member) == Members.None, "A grant has a member twice.");
            seen |= member;
            reader.Read();
            Read(ref reader, member, record.Key, ref grant);
        }

        Demand(reader.TokenType == JsonTokenType.EndObject && !reader.Read(), "A grant ends with its object.");
        Demand((seen & Members.Required) == Members.Required, "A grant lacks a member.");
        var takesCommit = (seen & Members.UsesLeft) != Members.None || grant.RecordsUse;
        var atFirstUse = grant.State == GrantState.Claimable && grant.AtFirstUse;
        return (
            grant.ApprovedAt ?? grant.Start,
            grant.State == GrantState.Active || atFirstUse
                ? new GrantLive(grant.Id!, grant.Subject!, grant.Scopes, grant.Policy!, Deadline.From(grant.End), takesCommit || atFirstUse, grant.ApprovedBy) { AtFirstUse = atFirstUse }
                : null);
    }

    private void Read(ref Utf8JsonReader reader, Members member, RecordKey key, ref Parts grant)
    {
        switch (member)
        {
            case Members.Id: grant.Id = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(key.Id) ? key.Id : Text(ref reader); break;
            case Members.Subject: grant.Subject = ReadSubject(ref reader); break;
            case Members.ApprovedBy: grant.ApprovedBy = ReadSubjects(ref reader); break;
            case Members.Policy: grant.Policy = ReadPolicy(ref reader); break;
            case Members.Scopes: grant.Scopes = ReadScopes(ref reader); break;
            case Members.State or Members.CutOff:
                var state = ReadState(ref reader);
                grant.State = member == Members.State ? state : grant.State;
                break;
            case Members.Start: grant.Start = ReadInstant(ref reader); break;
            case Members.End: grant.End = ReadInstant(ref reader); break;
            case Members.ApprovedAt: grant.ApprovedAt = ReadInstant(ref reader); break;
            case Members.EndedAt or Members.CutOffAt or Members.LineageStart or Members.WarnAt: ReadInstant(ref reader); break;
            case Members.RecordsUse: grant.RecordsUse = reader.GetBoolean(); break;
            case Members.AtFirstUse: grant.AtFirstUse = reader.GetBoolean(); break;
            case Members.BreaksGlass or Members.IsUnclaimed: reader.GetBoolean(); break;
            case Members.Review: Demand(JsonSerializer.Deserialize(ref reader, JournalJson.Default.GrantReview) is not null, "A review is an object."); break;
            case Members.UsesLeft: reader.GetInt32(); break;
            case Members.ActsFor: ReadSubjects(ref reader); break;
            default: Demand(reader.TokenType == JsonTokenType.String, "Not a text."); break;
        }
    }

    private static Members MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? Members.Id
        : reader.ValueTextEquals("requestId"u8) ? Members.RequestId
        : reader.ValueTextEquals("subject"u8) ? Members.Subject
        : reader.ValueTextEquals("actsFor"u8) ? Members.ActsFor
        : reader.ValueTextEquals("name"u8) ? Members.Name
        : reader.ValueTextEquals("policy"u8) ? Members.Policy
        : reader.ValueTextEquals("scopes"u8) ? Members.Scopes
        : reader.ValueTextEquals("state"u8) ? Members.State
        : reader.ValueTextEquals("start"u8) ? Members.Start
        : reader.ValueTextEquals("end"u8) ? Members.End
        : reader.ValueTextEquals("approvedAt"u8) ? Members.ApprovedAt
        : reader.ValueTextEquals("extends"u8) ? Members.Extends
        : reader.ValueTextEquals("lineageStart"u8) ? Members.LineageStart
        : reader.ValueTextEquals("atFirstUse"u8) ? Members.AtFirstUse
        : reader.ValueTextEquals("warnAt"u8) ? Members.WarnAt
        : reader.ValueTextEquals("usesLeft"u8) ? Members.UsesLeft
        : reader.ValueTextEquals("recordsUse"u8) ? Members.RecordsUse
        : reader.ValueTextEquals("approvedBy"u8) ? Members.ApprovedBy
        : reader.ValueTextEquals("endedAt"u8) ? Members.EndedAt
        : reader.ValueTextEquals("endedBecause"u8) ? Members.EndedBecause
        : reader.ValueTextEquals("breaksGlass"u8) ? Members.BreaksGlass
        : reader.ValueTextEquals("isUnclaimed"u8) ? Members.IsUnclaimed
        : reader.ValueTextEquals("review"u8) ? Members.Review
        : reader.ValueTextEquals("cutOff"u8) ? Members.CutOff
        : reader.ValueTextEquals("cutOffAt"u8) ? Members.CutOffAt
        : throw new JsonException($"A grant has no member \"{reader.GetString()}\".");

    private Subject ReadSubject(ref Utf8JsonReader reader)
    {
        Demand(reader.TokenType == JsonTokenType.StartObject, "A subject is an object.");
        string? tenant = null, issuer = null, kind = null, longId = null;
        Span<char> room = stackalloc char[LongestShared];
        scoped Span<char> id = default;
        var hasId = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("tenant"u8))
            {
                reader.Read();
                tenant = Shared(ref reader);
            }
            else if (reader.ValueTextEquals("issuer"u8))
            {
                reader.Read();
                issuer = Shared(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                kind = Shared(ref reader);
            }
            else
            {
                Demand(reader.ValueTextEquals("id"u8), "A subject has no such member.");
                reader.Read();
                hasId = true;
                longId = IsShort(reader) ? null : Text(ref reader);
                id = longId is null ? room[..reader.CopyString(room)] : default;
            }
        }

        // Most are known already: then nothing is made of what was read.
        return longId is null && hasId && kind is null && tenant is { Length: > 0 } && issuer is not null
            && _subjects.GetAlternateLookup<SubjectName>().TryGetValue(new SubjectName(Tenant.Restore(tenant), issuer, id), out var known) && known.Kind == SubjectKind.Human
            ? known
            : Known(SubjectJsonConverter.Restore(tenant, issuer, longId ?? (hasId ? id.ToString() : null), kind));
    }

    private static bool IsShort(in Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestShared;

    private Subject Known(Subject subject)
    {
        if (!_subjects.TryGetValue(subject, out var known) || known.Kind != subject.Kind)
        {
            _subjects[subject] = known = subject;
        }

        return known;
    }

    private ImmutableArray<Subject> ReadSubjects(ref Utf8JsonReader reader)
    {
        Demand(reader.TokenType == JsonTokenType.StartArray, "Subjects stand in an array.");
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return [];
        }

        var first = ReadSubject(ref reader);
        if (reader.Read() && reader.TokenType == JsonTokenType.EndArray)
        {
            if (!_approvers.TryGetValue(first, out var known) || known[0].Kind != first.Kind)
            {
                _approvers[first] = known = [first];
            }

            return known;
        }

        var all = ImmutableArray.CreateBuilder<Subject>();
        all.Add(first);
        do
        {
            all.Add(ReadSubject(ref reader));
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);
        return all.ToImmutable();
    }

    private string ReadPolicy(ref Utf8JsonReader reader)
    {
        Demand(reader.TokenType == JsonTokenType.StartObject, "A policy pin is an object.");
        var (seen, policy) = (0, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.ValueTextEquals("name"u8) ? 1 : reader.ValueTextEquals("set"u8) ? 2 : reader.ValueTextEquals("version"u8) ? 4
                : reader.ValueTextEquals("setHash"u8) ? 8 : reader.ValueTextEquals("ofExtensions"u8) ? 16
                : throw new JsonException("A policy pin has no such member.");
            Demand((seen & member) == 0, "A policy pin has a member twice.");
            seen |= member;
            reader.Read();
            if (member == 1)
            {
                policy = Shared(ref reader);
            }
            else if (member == 4)
            {
                reader.GetInt32();
            }
            else if (member == 16)
            {
                reader.GetBoolean();
            }
            else
            {
                Demand(reader.TokenType == JsonTokenType.String, "Not a text.");
            }
        }

        Demand((seen & 15) == 15, "A policy pin lacks a member.");
        return policy;
    }

    private ImmutableArray<Scope> ReadScopes(ref Utf8JsonReader reader)
    {
        Demand(reader.TokenType == JsonTokenType.StartArray, "Scopes stand in an array.");
        var (first, more) = ((Scope?)null, (ImmutableArray<Scope>.Builder?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            Permission? permission = null;
            Resource? resource = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPermission = reader.ValueTextEquals("permission"u8);
                Demand(isPermission ? permission is null : resource is null && reader.ValueTextEquals("resource"u8), "A scope has no such member, or twice.");
                reader.Read();
                if (isPermission)
                {
                    permission = ReadPermission(Shared(ref reader));
                }
                else
                {
                    resource = Text(ref reader) is { Length: > 0 } path
                        ? Resource.TryParse(path, out var parsed, out _) ? parsed : throw new JsonException("Not a resource.")
                        : Resource.Root;
                }
            }

            Demand(permission is not null && resource is not null, "A scope lacks a member.");
            var scope = new Scope(permission!, resource!);
            if (first is null)
            {
                first = scope;
            }
            else
            {
                (more ??= ImmutableArray.CreateBuilder<Scope>()).Add(scope);
            }
        }

        Demand(reader.TokenType == JsonTokenType.EndArray, "Scopes are objects.");
        return first is null ? [] : more is null ? [first] : [first, .. more];
    }

    private Permission ReadPermission(string name)
    {
        if (!_permissions.TryGetValue(name, out var known))
        {
            _permissions.Add(name, known = Permission.TryParse(name, out var permission) ? permission : throw new JsonException("Not a permission."));
        }

        return known;
    }

    private static GrantState ReadState(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("active"u8) ? GrantState.Active
        : StateNames.TryParse(Text(ref reader), out GrantState state) ? state
        : throw new JsonException("Not the state of a grant.");

    private static Instant ReadInstant(ref Utf8JsonReader reader)
    {
        Demand(reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestShared, "Not an instant.");
        if (reader is { ValueIsEscaped: false, ValueSpan: [.., (byte)'.', _, _, _, (byte)'Z'] and { Length: InstantText.Length } } && reader.TryGetDateTimeOffset(out var utc))
        {
            return Instant.FromDateTimeOffset(utc);
        }

        Span<char> text = stackalloc char[LongestShared];
        return InstantText.TryParse(text[..reader.CopyString(text)], out var instant) ? instant : throw new JsonException("Not an instant.");
    }

    private static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("Not a text.");

    private string Shared(ref Utf8JsonReader reader)
    {
        if (!IsShort(reader))
        {
            return Text(ref reader);
        }

        Span<char> buffer = stackalloc char[LongestShared];
        var text = buffer[..reader.CopyString(buffer)];
        var known = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var shared))
        {
            known[text] = shared = text.ToString();
        }

        return shared;
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new JsonException(otherwise);
        }
    }

    private struct Parts
    {
        public string Id;
        public Subject Subject;
        public ImmutableArray<Scope> Scopes;
        public string Policy;
        public Instant Start;
        public Instant? ApprovedAt;
        public Instant End;
        public GrantState State;
        public bool AtFirstUse;
        public bool RecordsUse;
        public ImmutableArray<Subject> ApprovedBy;
    }

    [Flags]
    private enum Members
    {
        None = 0,
        Id = 1 << 0,
        RequestId = 1 << 1,
        Subject = 1 << 2,
        ActsFor = 1 << 3,
        Name = 1 << 4,
        Policy = 1 << 5,
        Scopes = 1 << 6,
        State = 1 << 7,
        Start = 1 << 8,
        End = 1 << 9,
        UsesLeft = 1 << 10,
        RecordsUse = 1 << 11,
        ApprovedBy = 1 << 12,
        EndedAt = 1 << 13,
        EndedBecause = 1 << 14,
        CutOff = 1 << 15,
        CutOffAt = 1 << 16,
        ApprovedAt = 1 << 17,
        Extends = 1 << 18,
        LineageStart = 1 << 19,
        BreaksGlass = 1 << 20,
        Review = 1 << 21,
        AtFirstUse = 1 << 22,
        WarnAt = 1 << 23,
        IsUnclaimed = 1 << 24,
        Required = Id | RequestId | Subject | ActsFor | Policy | Scopes | State | Start | End | RecordsUse | ApprovedBy,
    }
}
