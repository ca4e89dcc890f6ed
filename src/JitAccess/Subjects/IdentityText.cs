using System.Globalization;

namespace JitAccess;

/// <summary>What a tenant, an issuer or a subject id may look like. Anything else is refused; nothing is folded.</summary>
internal static class IdentityText
{
    /// <summary>Refuses a part of an identity that is not canonical.</summary>
    public static void Demand(string value, string part, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length == 0 || value.Length > maxLength)
        {
            throw Refuse(value, part, string.Create(CultureInfo.InvariantCulture, $"1 to {maxLength} characters"));
        }

        if (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
        {
            throw Refuse(value, part, "no white space at the ends");
        }

        if (SafeText.FirstUnsafe(value) >= 0)
        {
            throw Refuse(value, part, "no control, format, bidirectional or unpaired characters");
        }

        if (!value.IsNormalized())
        {
            throw Refuse(value, part, "Unicode normalisation form C");
        }
    }

    /// <summary>Makes the exception for a part that is not canonical.</summary>
    public static JitRejectedException Refuse(string value, string part, string limit)
    {
        var shown = SafeText.Show(value);
        return new JitRejectedException(Explanation.Of(new Finding(
            Reason.SubjectNotCanonical, $"The {part} \"{shown}\" is not canonical: it needs {limit}. Send the identity exactly as its issuer spells it.")
        {
            Member = part,
            Value = shown,
            Limit = limit,
            Fix = "Use the id exactly as its issuer spells it, in NFC and trimmed.",
        }));
    }
}
