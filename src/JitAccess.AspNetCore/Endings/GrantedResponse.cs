using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>What a response that stands under a grant says about it, and when it is cut off.</summary>
internal sealed class GrantedResponse
{
    /// <summary>The header that tells when the grant ends.</summary>
    public const string ExpiresHeader = "Jit-Grant-Expires";

    private readonly HttpContext _context;
    private readonly JitOperation _operation;

    private GrantedResponse(HttpContext context, JitOperation operation) => (_context, _operation) = (context, operation);

    /// <summary>Lets the response of a request speak of the leases that its operation holds when it starts.</summary>
    public static void Attach(HttpContext context, JitOperation operation)
    {
        if (context.Response.HasStarted)
        {
            new GrantedResponse(context, operation).CutOffWhenEnded();
        }
        else if (context.Features.Get<GrantedResponse>() is null)
        {
            var response = new GrantedResponse(context, operation);
            context.Features.Set(response);
            context.Response.OnStarting(static state => ((GrantedResponse)state).StartAsync(), response);
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

    // Server-sent events go on until somebody stops them. Every other response gets the token, and ends by itself.
    private void CutOffWhenEnded()
    {
        if (_context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            return;
        }

        foreach (var lease in _operation.Leases)
        {
            _context.Response.RegisterForDispose(lease.Ended.UnsafeRegister(static state => ((GrantedResponse)state!).CutOff(), this));
        }
    }

    private void CutOff()
    {
        _context.Abort();
        _context.RequestServices.GetRequiredService<CutOffs>().Happened(CutOffs.ServerSentEvents);
    }
}
