using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Conditions on the device that the session comes from.</summary>
public static class Device
{
    /// <summary>Holds for a device whose attribute has at least one of the values.</summary>
    /// <param name="name">The attribute's name, such as <c>compliant</c>; 1 to 128 characters.</param>
    /// <param name="anyOf">1 to 100 values, compared ordinally, such as <c>true</c>.</param>
    /// <returns>The condition.</returns>
    public static Condition Is(string name, params ReadOnlySpan<string> anyOf) => new DeviceCondition(name, anyOf.ToImmutableArray());
}
