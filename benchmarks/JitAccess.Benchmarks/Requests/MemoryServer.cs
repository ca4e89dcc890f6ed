using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace JitAccess.Benchmarks.Requests;

/// <summary>
/// A server without a network: a request is a call, so that what is measured is the application. As Kestrel does for a connection, it uses headers and
/// lists of callbacks for request after request.
/// </summary>
/// <remarks>One request at a time.</remarks>
internal sealed class MemoryServer : IServer
{
    private readonly MemoryResponse _response = new();
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                await _response.StartAsync();
                await _response.CompleteAsync();
                application.DisposeContext(context, exception: null);
            }
            catch (Exception exception)
            {
                application.DisposeContext(context, exception);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    /// <summary>Sends a request and reads its status; an application that waits for anything is no subject of these measurements.</summary>
    public MemoryResponse Get(string path)
    {
        _response.Reset();
        var features = new FeatureCollection(8);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET", Path = path, Scheme = "http", Protocol = "HTTP/1.1", RawTarget = path });
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(_response.Body);
        if (!_process!(features).IsCompletedSuccessfully)
        {
            throw new InvalidOperationException($"GET {path} fails, or waits for something.");
        }

        return _response;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
