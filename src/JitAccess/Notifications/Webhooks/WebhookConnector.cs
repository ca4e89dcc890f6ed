using System.Net;
using System.Net.Sockets;

namespace JitAccess.Notifications;

/// <summary>Connects to a webhook's target: resolves its name once, judges what came, and connects to that and nothing else.</summary>
/// <remarks>So a name that leads elsewhere the second time leads nowhere (DNS rebinding). Thread-safe.</remarks>
internal sealed class WebhookConnector(WebhookTargets targets, IHostResolver resolver)
{
    /// <summary>Connects.</summary>
    /// <exception cref="WebhookTargetException">The name leads to an address that may not be connected to.</exception>
    /// <exception cref="SocketException">No address answers, or there is none.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await resolver.ResolveAsync(target.Host, cancellationToken).ConfigureAwait(false);

        // A name that leads to one forbidden address is not to be trusted with the others.
        if (addresses.Select(targets.Judge).FirstOrDefault(refused => refused is not null) is { } finding)
        {
            throw new WebhookTargetException(finding);
        }

        SocketException? last = null;
        foreach (var address in addresses.Select(judged => judged.IsIPv4MappedToIPv6 ? judged.MapToIPv4() : judged))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
