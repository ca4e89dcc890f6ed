using System.Security.Cryptography;
using System.Text;

namespace JitAccess;

/// <summary>Makes the repetition of an accepted command give the same answer for 24 hours, within tenant, subject and route.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class IdempotencyKey
{
    /// <summary>The longest key in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>Initialises a key.</summary>
    /// <param name="route">What is being done, such as <c>POST /requests</c>.</param>
    /// <param name="key">The client's key: 1 to <see cref="MaxLength"/> printable ASCII characters.</param>
    /// <param name="body">The body exactly as it was sent: the same key with another body is refused.</param>
    /// <exception cref="JitRejectedException">The key is not as described (<see cref="Reason.IdempotencyKeyInvalid"/>).</exception>
    public IdempotencyKey(string route, string key, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is 0 or > MaxLength || key.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            throw new JitRejectedException(Explanation.Of(new Finding(
                Reason.IdempotencyKeyInvalid, "The idempotency key needs 1 to 255 printable ASCII characters without spaces, once.")
            {
                Member = "Idempotency-Key",
                Value = SafeText.Show(key),
                Limit = "1 to 255 characters of ! to ~",
                Fix = "Send a random UUID.",
            }));
        }

        Route = route;
        Key = key;
        BodyHash = SHA256.HashData(body);
    }

    internal string Route { get; }

    internal string Key { get; }

    /// <summary>The hash of the body. It is stored under a key only: whoever reads the store could try texts against it.</summary>
    internal byte[] BodyHash { get; }

    /// <summary>The id under which a subject's answer is kept: length before text, so that no two triples meet.</summary>
    internal string RecordIdFor(Subject subject)
    {
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{subject.Key.Length}|{subject.Key}|{Route.Length}|{Route}|{Key}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
