using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>
/// A response that goes on until somebody stops it: it is cut off when a grant ends under which it was served. Every other response gets the token and ends by
/// itself, unless its endpoint asks for more.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantedResponse(HttpContext context, string kind)
{
    /// <summary>The header that tells when the grant ends.</summary>
    public const string ExpiresHeader = "Jit-Grant-Expires";

    /// <summary>The request.</summary>
    public HttpContext Context => context;

    private readonly HashSet<JitGrantLease> _watched = [];
    private int _isCutOff;

    /// <summary>Says in a response that starts under a grant until when that lasts.</summary>
    public static void Tell(HttpResponse response, JitGrantLease lease)
    {
        response.Headers[ExpiresHeader] = lease.EndText;
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-store";
        }
    }

    /// <summary>What a response that has to be cut off is called; <see langword="null"/> for one that ends by itself.</summary>
    public static string? KindOf(HttpContext context) =>
        KindOf(context.Response.ContentType)
        ?? (context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols || IsOpenTunnel(context) ? CutOffs.WebSocket
            : context.GetEndpoint()?.Metadata.GetMetadata<EndWithGrantAttribute>() is not null ? CutOffs.Marked
            : null);

    private static string? KindOf(string? contentType) =>
        contentType is null ? null
        : contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) ? CutOffs.ServerSentEvents
        : contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) ? CutOffs.Grpc
        : null;

    /// <summary>Cuts the response off when one of these ends.</summary>
    public void EndWith(IEnumerable<JitGrantLease> leases)
    {
        foreach (var lease in leases)
        {
            if (TryWatch(lease))
            {
                // A life of its own: the scope of the operation may be over before the response is.
                var watched = lease.Fork();
                context.Response.RegisterForDispose(watched);
                context.Response.RegisterForDispose(watched.Ended.UnsafeRegister(static state => ((GrantedResponse)state!).CutOff(), this));
            }
        }
    }

    private bool TryWatch(JitGrantLease lease)
    {
        lock (_watched)
        {
            return _watched.Add(lease);
        }
    }

    private void CutOff()
    {
        if (Interlocked.Exchange(ref _isCutOff, 1) == 0)
        {
            context.Abort();
            context.RequestServices.GetRequiredService<CutOffs>().Happened(kind);
        }
    }

    // A web socket over HTTP/2 or 3 (RFC 8441, RFC 9220).
    private static bool IsOpenTunnel(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status200OK && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
