using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Reads conditions: an object whose one member names the kind.</summary>
internal static partial class ConditionReader
{
    private const int MaxTextLength = 1024;
    private const int MaxItems = 500;

    private static readonly ImmutableArray<(string Kind, Func<StrictItem, List<Finding>, Condition?> Read)> Kinds =
    [
        ("all", (item, findings) => new AllCondition(ReadList(item, findings))),
        ("any", (item, findings) => new AnyCondition(ReadList(item, findings))),
        ("not", (item, findings) => Read(item, findings) is { } child ? new NotCondition(child) : null),
        ("role", (item, findings) => ReadTexts(item, findings) is { } roles ? new RoleCondition(roles) : null),
        ("attribute", (item, findings) => ReadNamed(item, findings, (name, values) => new AttributeCondition(name, values))),
        ("subject", ReadSubject),
        ("everyone", ReadEveryone),
        ("relation", (item, findings) => item.Text(0, MaxTextLength, prose: false, findings) is { } relation ? new RelationCondition(relation) : null),
        ("during", ReadDuring),
        ("network", (item, findings) => ReadTexts(item, findings) is { } networks ? new NetworkCondition(networks) : null),
        ("signedIn", ReadSignedIn),
        ("ticket", ReadTicket),
        ("risk", ReadRisk),
        ("device", (item, findings) => ReadNamed(item, findings, (name, values) => new DeviceCondition(name, values))),
        ("custom", ReadCustom),
    ];

    private static readonly FrozenDictionary<string, Func<StrictItem, List<Finding>, Condition?>> ByKind =
        Kinds.ToFrozenDictionary(kind => kind.Kind, kind => kind.Read, StringComparer.Ordinal);

    private static readonly string Expected = "an object with one member: " + string.Join(", ", Kinds.Select(kind => kind.Kind));

    /// <summary>Gets the names of all kinds.</summary>
    public static IEnumerable<string> KindNames => Kinds.Select(kind => kind.Kind);

    /// <summary>Reads a condition; <see langword="null"/>, with findings, when it cannot be made.</summary>
    public static Condition? Read(StrictItem? item, List<Finding> findings)
    {
        if (item is not { } value)
        {
            return null;
        }

        var opened = StrictObject.Open(value.Element, value.Path, findings);
        if (!opened.IsObject)
        {
            return null;
        }

        var given = Kinds.Where(kind => opened.OptionalValue(kind.Kind) is not null).Select(kind => kind.Kind).ToList();
        opened.Close();
        if (given.Count != 1)
        {
            var shown = given.Count == 0 ? "an object without one" : string.Join(" and ", given);
            findings.Add(new Finding(Reason.Malformed, $"\"{value.Path}\" is {shown}, and a condition must be {Expected}.")
            {
                Member = value.Path,
                Value = shown,
                Limit = Expected,
                Fix = given.Count == 0 ? "Name a kind." : "Combine them with all or any.",
            });
            return null;
        }

        return ByKind[given[0]](new StrictItem(value.Element.GetProperty(given[0]), $"{value.Path}.{given[0]}"), findings);
    }

    private static ImmutableArray<Condition> ReadList(StrictItem item, List<Finding> findings)
    {
        if (item.Element.ValueKind == JsonValueKind.Array)
        {
            return [.. item.Items(MaxItems, findings).Select(child => Read(child, findings)).OfType<Condition>()];
        }

        findings.Add(StrictJson.WrongType(item.Element, item.Path, "an array of conditions"));
        return [];
    }

    // One text, or an array of texts of which one is enough.
    private static ImmutableArray<string>? ReadTexts(StrictItem item, List<Finding> findings)
    {
        if (item.Element.ValueKind == JsonValueKind.Array)
        {
            return [.. item.Items(MaxItems, findings).Select(child => child.Text(0, MaxTextLength, prose: false, findings)).OfType<string>()];
        }

        if (item.Element.ValueKind == JsonValueKind.String)
        {
            return item.Text(0, MaxTextLength, prose: false, findings) is { } text ? [text] : null;
        }

        findings.Add(StrictJson.WrongType(item.Element, item.Path, "a text or an array of texts"));
        return null;
    }

    private static Condition? ReadNamed(StrictItem item, List<Finding> findings, Func<string, ImmutableArray<string>, Condition> make)
    {
        var named = StrictObject.Open(item.Element, item.Path, findings);
        var name = named.Text("name", MaxTextLength);
        var values = named.Value("anyOf", "a text or an array of texts") is { } value ? ReadTexts(value, findings) : null;
        named.Close();
        return name is not null && values is { } texts ? make(name, texts) : null;
    }
}
