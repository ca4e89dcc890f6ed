using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when the attribute of a name has at least one of the wanted values.</summary>
internal abstract class NamedValuesCondition(string name, ImmutableArray<string> values) : ValuesCondition(values)
{
    /// <summary>The longest attribute name in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Gets the attribute's own name.</summary>
    protected string Name => name;

    internal override void Check(string path, ICollection<Finding> findings)
    {
        ConditionText.CheckText(name, path + ".name", MaxNameLength, findings);
        base.Check(path + ".anyOf", findings);
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WritePropertyName("anyOf");
        base.WriteValue(writer);
        writer.WriteEndObject();
    }
}
