using NodaTime;

namespace JitAccess;

/// <summary>The settings of one webhook.</summary>
/// <remarks>Validated when the host starts. Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class WebhookOptions
{
    /// <summary>
    /// Gets or sets where messages are posted to: an absolute <c>https</c> address without user and fragment. <value>There is no default: it must be set.</value>
    /// </summary>
    public Uri? Target { get; set; }

    /// <summary>
    /// Gets the networks that may be posted to although no public address is in them, in CIDR notation such as <c>10.1.0.0/16</c>. Everything else that is loopback, link-local,
    /// private, shared, reserved, for documentation or multicast is refused when it is connected to. <value>The default is empty.</value>
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>
    /// Gets or sets a value indicating whether the target may be on this machine's loopback, and there without TLS: for tests and for a proxy beside the application.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool AllowPlainLoopback { get; set; }

    /// <summary>
    /// Gets or sets the secret that signs, at least 32 bytes from a cryptographic random source.
    /// <value>The default is <see langword="null"/>: one that follows from the current key of the key ring and the webhook's name (<see cref="WebhookSignature.DeriveSecret"/>).</value>
    /// </summary>
    public ReadOnlyMemory<byte>? Secret { get; set; }

    /// <summary>
    /// Gets or sets the id of <see cref="Secret"/>, which the receiver sees: 1 to 64 characters of <c>a-z A-Z 0-9 - _</c>.
    /// <value>The default is <c>secret</c>. A secret of the key ring has the id of its key.</value>
    /// </summary>
    public string SecretId { get; set; } = "secret";

    /// <summary>Gets or sets how long the target may take to answer, 100 milliseconds to 60 seconds. <value>The default is 10 seconds.</value></summary>
    public Duration Timeout { get; set; } = Duration.FromSeconds(10);
}
