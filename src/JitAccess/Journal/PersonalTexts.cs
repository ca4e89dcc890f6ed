using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>
/// Seals personal text during one decision: gives its salted hash and remembers salt and text for the commit. The salt follows from the
/// seed of the decision and the text alone, so that deciding stays a pure function; the seed is random and forgotten.
/// </summary>
internal sealed class PersonalTexts(Subject owner, byte[] seed)
{
    private readonly Dictionary<string, TextRecord> _sealed = new(StringComparer.Ordinal);

    /// <summary>What was sealed.</summary>
    public IReadOnlyCollection<TextRecord> Sealed => _sealed.Values;

    /// <summary>Seals a text of the one who decides, and returns the reference that entries and records hold.</summary>
    public string Seal(string text) => Seal(text, owner);

    /// <summary>Seals a text that is about somebody: erasing their texts erases it.</summary>
    public string Seal(string text, Subject about)
    {
        // The same words about two people are two texts: each can be erased alone.
        var (bytes, key) = (Encoding.UTF8.GetBytes(text), about.Key);
        var salt = HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Length}|{key}|{text}")))[..16];
        var reference = Hash(salt, bytes);
        _sealed[reference] = new TextRecord(about.Tenant, reference, key, Convert.ToHexStringLower(salt), text);
        return reference;
    }

    /// <summary>Says whether a stored text is the one that a reference stands for.</summary>
    public static bool IsAuthentic(TextRecord record) => string.Equals(
        Hash(Convert.FromHexString(record.Salt), Encoding.UTF8.GetBytes(record.Text)), record.Hash, StringComparison.Ordinal);

    private static string Hash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(text);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
