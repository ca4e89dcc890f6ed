using System.Text.Json;

namespace JitAccess;

/// <summary>
/// Reads one JSON object member by member. Everything that is wrong becomes a finding; a member that is wrong or missing reads as
/// <see langword="null"/>. <see cref="Close"/> reports the members that nobody asked for.
/// </summary>
/// <remarks>
/// <code>
/// var body = StrictObject.Open(element, "", findings);
/// var policy = body.Text("policy", max: 64);
/// var duration = body.OptionalDuration("duration");
/// body.Close("state", "approvedBy");
/// </code>
/// </remarks>
internal sealed partial class StrictObject
{
    // More members than this are wrong in the same way only because someone floods us.
    private const int MaxAlike = 20;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly ICollection<Finding> _findings;

    private StrictObject(string path, ICollection<Finding> findings)
    {
        Path = path;
        _findings = findings;
    }

    /// <summary>Gets the member path of the object; empty for the whole document.</summary>
    public string Path { get; }

    /// <summary>Gets a value indicating whether this is an object at all; if not, every member reads as missing without a further finding.</summary>
    public bool IsObject { get; private init; }

    /// <summary>Opens a value, with a finding when it is no object and for members that are given twice.</summary>
    public static StrictObject Open(JsonElement element, string path, ICollection<Finding> findings)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            findings.Add(StrictJson.WrongType(element, path, "an object"));
            return new StrictObject(path, findings);
        }

        var opened = new StrictObject(path, findings) { IsObject = true };
        var reported = 0;
        foreach (var member in element.EnumerateObject())
        {
            var name = StrictJson.NameOf(member);
            if ((name is null || !opened._members.TryAdd(name, member.Value)) && reported++ < MaxAlike)
            {
                findings.Add(name is null ? StrictJson.Unpaired(path) : StrictJson.Duplicate(opened.At(SafeText.Show(name))));
            }
        }

        return opened;
    }

    /// <summary>Says whether the member is there, whatever its value.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>Returns the path of a member.</summary>
    public string At(string name) => StrictJson.Under(Path, name);

    /// <summary>Adds a finding about a member.</summary>
    public void Refuse(string name, Finding finding) => _findings.Add(finding with { Member = At(name) });

    /// <summary>Reports every member that was not read: as one that only the server writes when it is listed, as unknown otherwise.</summary>
    public void Close(params ReadOnlySpan<string> serverOnly)
    {
        var reported = 0;
        foreach (var name in _members.Keys.Except(_known, StringComparer.Ordinal))
        {
            if (reported++ == MaxAlike)
            {
                break;
            }

            _findings.Add(serverOnly.Contains(name) ? ServerOnly(name) : Unknown(name));
        }
    }

    private bool TryTake(string name, bool required, string expected, out JsonElement value)
    {
        _known.Add(name);
        if (_members.TryGetValue(name, out value))
        {
            return true;
        }

        if (required && IsObject)
        {
            _findings.Add(new Finding(Reason.MemberMissing, $"\"{At(name)}\" is missing; it must be {expected}.")
            {
                Member = At(name),
                Limit = expected,
                Fix = $"Add \"{name}\".",
            });
        }

        return false;
    }

    private Finding ServerOnly(string name) => new(Reason.MemberServerOnly, $"\"{At(name)}\" is written by the server only.")
    {
        Member = At(name),
        Value = StrictJson.Show(_members[name]),
        Limit = "members that a client may send",
        Fix = "Leave it out.",
    };

    private Finding Unknown(string name)
    {
        var shown = SafeText.Show(name);
        var limit = string.Join(", ", _known);
        return new Finding(Reason.MemberUnknown, $"\"{At(shown)}\" is not a member here. Known are: {limit}.")
        {
            Member = At(shown),
            Value = shown,
            Limit = limit,
            Fix = _known.Find(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } meant
                ? $"Write it as \"{meant}\"."
                : "Remove it.",
        };
    }
}
