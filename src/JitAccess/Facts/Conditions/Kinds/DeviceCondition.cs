using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Holds when an attribute of the device has at least one of the values.</summary>
internal sealed class DeviceCondition(string name, ImmutableArray<string> values) : NamedValuesCondition(name, values)
{
    internal override string Kind => "device";

    public override string FactName => FactNames.Device(Name);

    internal override string Describe() => $"the device's {Name} to be {ConditionText.OneOf(Values)}";
}
