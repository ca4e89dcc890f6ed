using System.Buffers;
using System.Security.Cryptography;

namespace JitAccess;

/// <summary>Ids that nobody can guess: 130 random bits as 26 characters of <c>a-z 2-7</c>.</summary>
internal static class OpaqueId
{
    private const int Length = 26;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Says whether a text can be an id at all; what cannot is unknown without asking the store.</summary>
    public static bool IsWellFormed(string? text) => text?.Length == Length && text.AsSpan().IndexOfAnyExcept(Allowed) < 0;
}
