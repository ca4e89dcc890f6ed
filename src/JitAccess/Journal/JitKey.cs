using System.Buffers;
using System.Security.Cryptography;

namespace JitAccess.Journal;

/// <summary>A secret and its public id.</summary>
/// <remarks>Immutable and safe for concurrent use. The secret never appears in <see cref="ToString"/>, logs or exceptions.</remarks>
public sealed class JitKey
{
    /// <summary>The least length of a secret in bytes.</summary>
    public const int MinSecretLength = 32;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly byte[] _secret;

    /// <summary>Initialises a key.</summary>
    /// <param name="id">1 to 64 characters of <c>a-z A-Z 0-9 - _</c>.</param>
    /// <param name="secret">At least <see cref="MinSecretLength"/> bytes from a cryptographic random source.</param>
    /// <exception cref="ArgumentException">The id or the secret is not as described.</exception>
    public JitKey(string id, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!IsId(id))
        {
            throw new ArgumentException("A key id needs 1 to 64 characters of a-z, A-Z, 0-9, '-' and '_'.", nameof(id));
        }

        if (secret.Length < MinSecretLength)
        {
            throw new ArgumentException("A key needs a secret of at least 32 bytes.", nameof(secret));
        }

        Id = id;
        _secret = secret.ToArray();
    }

    /// <summary>Gets the id, which entries and records name.</summary>
    public string Id { get; }

    /// <summary>Makes a new key of 32 random bytes.</summary>
    /// <returns>The key.</returns>
    public static JitKey Generate() =>
        new("k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), RandomNumberGenerator.GetBytes(MinSecretLength));

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>The most characters of an id.</summary>
    internal const int MaxIdLength = 64;

    /// <summary>Says whether a text can be the id of a key.</summary>
    internal static bool IsId(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxIdLength && text.IndexOfAnyExcept(IdCharacters) < 0;

    /// <summary>The secret, for writing a key file.</summary>
    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Derives the key for one purpose, so that no purpose can be confused with another.</summary>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: System.Text.Encoding.UTF8.GetBytes("jitaccess/" + purpose));
}
