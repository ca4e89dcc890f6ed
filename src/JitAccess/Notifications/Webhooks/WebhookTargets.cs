using System.Net;

namespace JitAccess.Notifications;

/// <summary>Judges the addresses that a webhook may be connected to.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class WebhookTargets(WebhookOptions options)
{
    private readonly IPNetwork[] _allowed = [.. options.AllowedNetworks.Select(NetworkText.Read).OfType<IPNetwork>()];
    private readonly bool _isPlain = options.Target?.Scheme == "http";
    private readonly bool _mayBeLoopback = options.AllowPlainLoopback;

    /// <summary>Says why an address is refused, or nothing.</summary>
    public Finding? Judge(IPAddress address)
    {
        var plain = NetworkText.Plain(address);
        if (_mayBeLoopback && IPAddress.IsLoopback(plain))
        {
            return null;
        }

        if (_isPlain)
        {
            return Refuse(address, "not this machine's loopback, and the target is not encrypted", "Use https.");
        }

        return SpecialNetworks.Find(address) is { } what && !_allowed.Any(network => network.Contains(plain))
            ? Refuse(address, what, $"Name a public target, or add a network that holds {address} to AllowedNetworks.")
            : null;
    }

    private static Finding Refuse(IPAddress address, string what, string fix) =>
        new(Reason.TargetNotAllowed, $"The webhook's target is at {address}, which is {what}; it needs a public address, or one of AllowedNetworks.")
        {
            Member = "Target",
            Value = address.ToString(),
            Limit = "a public address, or one of AllowedNetworks",
            Fix = fix,
        };
}
