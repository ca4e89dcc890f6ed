using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>What a response that stands under a grant says about it, and when it is cut off.</summary>
internal sealed class GrantedResponse
{
    /// <summary>The header that tells when the grant ends.</summary>
    public const string ExpiresHeader = "Jit-Grant-Expires";

    private readonly HttpContext _context;
    private readonly JitOperation _operation;
    private HashSet<JitGrantLease>? _watched; // of a response that is cut off
    private string? _kind; // of the same, from when it has started
    private int _isWaiting;
    private int _isCutOff;

    /// <summary>Makes one for a request and its operation.</summary>
    public GrantedResponse(HttpContext context, JitOperation operation) => (_context, _operation) = (context, operation);

    /// <summary>The operation holds another lease: waits for the response to start, or watches over one that has.</summary>
    public void Changed()
    {
        if (_context.Response.HasStarted)
        {
            CutOffWhenEnded();
        }
        else if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            _context.Response.OnStarting(static state => ((GrantedResponse)state).StartAsync(), this);
        }
    }

    private Task StartAsync()
    {
        if (_operation.Lease is { } lease)
        {
            var headers = _context.Response.Headers;
            headers[ExpiresHeader] = lease.EndText;
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            CutOffWhenEnded();
        }

        return Task.CompletedTask;
    }

    // Streams and web sockets go on until somebody stops them. Every other response gets the token and ends by itself, unless its endpoint asks for more.
    private void CutOffWhenEnded()
    {
        if ((_kind ??= KindOf(_context)) is null)
        {
            return;
        }

        foreach (var lease in _operation.Leases)
        {
            if (TryWatch(lease))
            {
                _context.Response.RegisterForDispose(lease.Ended.UnsafeRegister(static state => ((GrantedResponse)state!).CutOff(), this));
            }
        }
    }

    private bool TryWatch(JitGrantLease lease)
    {
        var watched = LazyInitializer.EnsureInitialized(ref _watched, static () => []);
        lock (watched)
        {
            return watched.Add(lease);
        }
    }

    private void CutOff()
    {
        if (Interlocked.Exchange(ref _isCutOff, 1) == 0)
        {
            _context.Abort();
            _context.RequestServices.GetRequiredService<CutOffs>().Happened(_kind!);
        }
    }

    private static string? KindOf(HttpContext context) =>
        context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true ? CutOffs.ServerSentEvents
        : context.Response.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true ? CutOffs.Grpc
        : context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols || IsOpenTunnel(context) ? CutOffs.WebSocket
        : context.GetEndpoint()?.Metadata.GetMetadata<EndWithGrantAttribute>() is not null ? CutOffs.Marked
        : null;

    // A web socket over HTTP/2 or 3 (RFC 8441, RFC 9220).
    private static bool IsOpenTunnel(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status200OK && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
