using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess;

/// <summary>Signs and verifies webhooks: HMAC-SHA-256 over id, timestamp and body.</summary>
/// <remarks>
/// Signed is <c>{Jit-Webhook-Id}.{Jit-Webhook-Timestamp}.{body}</c>; the signature is <c>v1=</c> and 64 lower-case hexadecimal digits. Stateless and thread-safe.
/// </remarks>
public static class WebhookSignature
{
    /// <summary>The header with the id of the message, by which a receiver drops what comes twice.</summary>
    public const string IdHeader = "Jit-Webhook-Id";

    /// <summary>The header with the moment of sending, in seconds since the Unix epoch.</summary>
    public const string TimestampHeader = "Jit-Webhook-Timestamp";

    /// <summary>The header with the id of the secret that signed.</summary>
    public const string KeyHeader = "Jit-Webhook-Key";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "Jit-Webhook-Signature";

    private const string Version = "v1=";

    /// <summary>Derives the secret of a webhook from a key of the key ring (HKDF, RFC 5869): what to give to its receiver.</summary>
    /// <param name="key">The key; its id is in <see cref="KeyHeader"/>.</param>
    /// <param name="webhook">The name of the webhook: each has a secret of its own.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] DeriveSecret(JitKey key, string webhook)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(webhook);
        return key.Derive($"{Purposes.Webhooks}/{webhook}");
    }

    /// <summary>Signs a message.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="id">The id of the message.</param>
    /// <param name="timestamp">The moment of sending, in seconds since the Unix epoch.</param>
    /// <param name="body">The body, as it is sent.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    public static string Sign(ReadOnlySpan<byte> secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        mac.AppendData(body);
        return Version + Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    /// <summary>Verifies a message that was received. Compare the id with those that were taken already, too: the same may come again.</summary>
    /// <param name="secret">The secret that <see cref="KeyHeader"/> names.</param>
    /// <param name="id">The value of <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>.</param>
    /// <param name="signature">The value of <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body, byte for byte as it came.</param>
    /// <param name="now">The current moment.</param>
    /// <param name="tolerance">How far the timestamp may lie from now, in either direction; 5 minutes are usual.</param>
    /// <returns><see langword="false"/> when a header is missing, the moment is too far away, or the signature is another.</returns>
    public static bool Verify(
        ReadOnlySpan<byte> secret, string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, Instant now, Duration tolerance)
    {
        if (string.IsNullOrEmpty(id) || signature is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Int128.Abs((Int128)now.ToUnixTimeSeconds() - seconds) > (Int128)Math.Floor(tolerance.TotalSeconds))
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(secret, id, seconds, body)), Encoding.UTF8.GetBytes(signature));
    }
}
