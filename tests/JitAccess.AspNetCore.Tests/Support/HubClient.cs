using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace JitAccess.AspNetCore.Tests;

/// <summary>Speaks the JSON hub protocol over a web socket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private const int Completion = 3;
    private const string UploadId = "upload";

    private readonly WebSocket _socket;
    private readonly StringBuilder _received = new();
    private int _invocations;

    private HubClient(WebSocket socket) => _socket = socket;

    public static async Task<HubClient> OpenAsync(GrantApp app, string? user, string path) => await OpenAsync(await app.ConnectAsync(user, path));

    public static async Task<HubClient> OpenAsync(WebSocket socket)
    {
        var client = new HubClient(socket);
        await client.SendAsync(new { protocol = "json", version = 1 });
        using var handshake = await client.ReceiveAsync();
        Assert.False(handshake is null || handshake.RootElement.TryGetProperty("error", out _), "the handshake was refused");
        return client;
    }

    /// <summary>Invokes a method; the error is <see langword="null"/> when it succeeded.</summary>
    public async Task<(string? Result, string? Error)> InvokeAsync(string method, params object[] arguments)
    {
        var id = await StartAsync(type: 1, method, arguments);
        while (true)
        {
            using var message = await ReceiveAsync() ?? throw new InvalidOperationException("The connection was closed.");
            if (IsOf(message, id, Completion))
            {
                return (Text(message, "result"), Text(message, "error"));
            }
        }
    }

    /// <summary>Starts a stream.</summary>
    public Task<string> StreamAsync(string method, params object[] arguments) => StartAsync(type: 4, method, arguments);

    /// <summary>Invokes a method that reads a stream of this client's.</summary>
    public async Task<string> UploadAsync(string method, params object[] arguments)
    {
        var id = (++_invocations).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(new { type = 1, invocationId = id, target = method, arguments, streamIds = new[] { UploadId } });
        return id;
    }

    /// <summary>Sends an item of the stream.</summary>
    public Task SendItemAsync(string item) => SendAsync(new { type = 2, invocationId = UploadId, item });

    /// <summary>Ends the stream.</summary>
    public Task CompleteAsync() => SendAsync(new { type = Completion, invocationId = UploadId });

    /// <summary>Reads the next item of a stream: an item, or the end with or without an error.</summary>
    public async Task<(string? Item, bool IsOver, string? Error)> NextAsync(string id)
    {
        while (true)
        {
            using var message = await ReceiveAsync() ?? throw new InvalidOperationException("The connection was closed.");
            if (IsOf(message, id, Completion))
            {
                return (null, true, Text(message, "error"));
            }

            if (IsOf(message, id, type: 2))
            {
                return (Text(message, "item"), false, null);
            }
        }
    }

    /// <summary>Waits until the server closes the connection.</summary>
    public async Task<bool> IsClosedByServerAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                message.Dispose();
            }

            return true;
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            return true; // aborted rather than closed
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsOf(JsonDocument message, string id, int type) =>
        message.RootElement.GetProperty("type").GetInt32() == type && Text(message, "invocationId") == id;

    private static string? Text(JsonDocument message, string member) =>
        message.RootElement.TryGetProperty(member, out var value) ? value.ToString() : null;

    private async Task<string> StartAsync(int type, string method, object[] arguments)
    {
        var id = (++_invocations).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(new { type, invocationId = id, target = method, arguments });
        return id;
    }

    private async Task SendAsync(object message)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + End);
        await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private async Task<JsonDocument?> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var text = _received.ToString();
            if (text.IndexOf(End, StringComparison.Ordinal) is >= 0 and var end)
            {
                _received.Remove(0, end + 1);
                return JsonDocument.Parse(text[..end]);
            }

            var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _received.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
