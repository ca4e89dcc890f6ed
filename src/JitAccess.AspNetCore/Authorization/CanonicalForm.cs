using System.Globalization;

namespace JitAccess;

/// <summary>How a value of some type must be spelt where it names a resource.</summary>
/// <remarks>
/// Routing reads more spellings than one: 4711, 04711, +4711 and a 4711 with a space before it are one integer, and would be four resources.
/// </remarks>
internal sealed class CanonicalForm
{
    private readonly Func<string, bool> _isCanonical;

    private CanonicalForm(string limit, Func<string, bool> isCanonical) => (Limit, _isCanonical) = (limit, isCanonical);

    /// <summary>Text stands for itself.</summary>
    public static CanonicalForm Text { get; } = new("text", static _ => true);

    public static CanonicalForm Integer { get; } = new("an integer without sign, white space or leading zeros (a minus for negative ones)", IsInteger);

    public static CanonicalForm Id { get; } = new("a GUID of 32 lower-case digits in groups of 8-4-4-4-12", static text =>
        Guid.TryParseExact(text, "D", out var id) && string.Equals(text, id.ToString("D"), StringComparison.Ordinal));

    public static CanonicalForm Flag { get; } = new("true or false in lower case", static text => text is "true" or "false");

    public static CanonicalForm Date { get; } = new("a date such as 2026-01-31", static text =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    /// <summary>Fractions and moments have many spellings for one value, and none that everyone agrees on.</summary>
    public static CanonicalForm None { get; } = new("a type with one spelling: an integer, a GUID, a date, true or false, an enum's names, or text", static _ => false);

    /// <summary>What a canonical spelling is, for people.</summary>
    public string Limit { get; }

    /// <summary>The form of what is bound to a type: a type that this library does not know may read many spellings as one value, so it has none.</summary>
    public static CanonicalForm OfBound(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsEnum)
        {
            return new CanonicalForm($"a name of {bare.Name}, spelt exactly", text => Enum.GetNames(bare).Contains(text, StringComparer.Ordinal));
        }

        return bare == typeof(Guid) ? Id
            : bare == typeof(bool) ? Flag
            : bare == typeof(DateOnly) ? Date
            : IsInteger(bare) ? Integer
            : bare == typeof(string) ? Text
            : None;
    }

    /// <summary>Says why what has this form cannot name a resource; <see langword="null"/> when it can.</summary>
    /// <param name="name">What it is, for people.</param>
    public string? RefuseAsName(string name) => this == None ? $"the type of {name} has no one spelling. Use {Limit}." : null;

    /// <summary>Whether a value is spelt canonically.</summary>
    public bool Accepts(string text) => _isCanonical(text);

    private static bool IsInteger(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte) || type == typeof(uint) || type == typeof(ulong)
        || type == typeof(ushort) || type == typeof(sbyte) || type == typeof(nint) || type == typeof(nuint) || type == typeof(Int128)
        || type == typeof(UInt128) || type == typeof(System.Numerics.BigInteger);

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return !digits.IsEmpty
            && digits.IndexOfAnyExceptInRange('0', '9') < 0
            && (digits[0] != '0' || (digits.Length == 1 && text.Length == 1));
    }
}
