using System.Globalization;

namespace JitAccess;

/// <summary>The one spelling of a bound value as a segment of a resource.</summary>
internal static class CanonicalText
{
    /// <summary>Spells a value; <see langword="null"/> when its type has no one spelling.</summary>
    public static string? Of(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        Guid id => id.ToString("D"),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum named => Enum.GetName(named.GetType(), named),
        sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 or System.Numerics.BigInteger =>
            ((IFormattable)value).ToString("D", CultureInfo.InvariantCulture),
        _ => null,
    };
}
