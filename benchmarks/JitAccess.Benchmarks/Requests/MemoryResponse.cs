using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JitAccess.Benchmarks.Requests;

/// <summary>What an application answers: it starts with the first byte or at the end, and then calls back those who wait for that, the last first.</summary>
internal sealed class MemoryResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();

    public StreamResponseBodyFeature Body { get; private set; } = new(Stream.Null);

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    Stream IHttpResponseFeature.Body
    {
        get => Body.Stream;
        set => throw new NotSupportedException();
    }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Begins the next answer.</summary>
    public void Reset()
    {
        (StatusCode, ReasonPhrase, HasStarted) = (StatusCodes.Status200OK, null, false);
        Headers.Clear();
        _starting.Clear();
        _completed.Clear();
        Body = new StreamResponseBodyFeature(Stream.Null);
    }

    public async Task StartAsync()
    {
        if (HasStarted)
        {
            return;
        }

        while (_starting.TryPop(out var waits))
        {
            await waits.Callback(waits.State);
        }

        HasStarted = true;
    }

    /// <summary>Calls back those who wait for the end, as a server does when the response is sent.</summary>
    public async Task CompleteAsync()
    {
        while (_completed.TryPop(out var waits))
        {
            await waits.Callback(waits.State);
        }
    }
}
