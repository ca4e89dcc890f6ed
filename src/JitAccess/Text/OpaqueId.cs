using System.Buffers;
using System.Security.Cryptography;

namespace JitAccess;

/// <summary>Ids that nobody can guess: 130 random bits as 26 characters of <c>a-z 2-7</c>.</summary>
internal static class OpaqueId
{
    /// <summary>How many bytes an id is packed into.</summary>
    public const int PackedLength = 17;

    private const int Length = 26;
    private const int BitsEach = 5;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Says whether a text can be an id at all; what cannot is unknown without asking the store.</summary>
    public static bool IsWellFormed(string? text) => text?.Length == Length && text.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    /// <summary>Writes an id as <see cref="PackedLength"/> bytes, where it is one.</summary>
    public static bool TryPack(string text, Span<byte> packed)
    {
        if (!IsWellFormed(text))
        {
            return false;
        }

        var (bits, held, written) = (0, 0, 0);
        foreach (var character in text)
        {
            (bits, held) = ((bits << BitsEach) | (character >= 'a' ? character - 'a' : character - '2' + 26), held + BitsEach);
            if (held >= 8)
            {
                held -= 8;
                packed[written++] = (byte)(bits >> held);
            }
        }

        packed[written] = (byte)(bits << (8 - held));
        return true;
    }

    /// <summary>The id that was packed.</summary>
    public static string Unpack(ReadOnlySpan<byte> packed) => string.Create(Length, packed, static (text, packed) =>
    {
        var (bits, held, read) = (0, 0, 0);
        for (var place = 0; place < text.Length; place++)
        {
            if (held < BitsEach)
            {
                (bits, held) = ((bits << 8) | packed[read++], held + 8);
            }

            held -= BitsEach;
            text[place] = Alphabet[(bits >> held) & ((1 << BitsEach) - 1)];
        }
    });
}
