using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>A receiver of webhooks on loopback: keeps what it gets, answers what a test says, and closes each connection.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<HookRequest> _requests = Channel.CreateUnbounded<HookRequest>();
    private readonly X509Certificate2? _certificate;
    private readonly Task _loop;
    private int _connections;

    public HookServer(bool tls = false)
    {
        _certificate = tls ? SelfSigned() : null;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What it answers, head and body.</summary>
    public string Answer { get; set; } = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

    /// <summary>Whether it goes on writing a body that does not end.</summary>
    public bool Floods { get; set; }

    /// <summary>Whether it never answers.</summary>
    public bool IsSilent { get; set; }

    public Task<HookRequest> ReceiveAsync() => _requests.Reader.ReadAsync().AsTask();

    public bool TryReceive(out HookRequest? request) => _requests.Reader.TryRead(out request);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                try
                {
                    await ServeAsync(client);
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                {
                    continue; // the caller went away, or does not trust the certificate
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        if (_certificate is not null)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(_certificate);
            stream = secure;
        }

        _requests.Writer.TryWrite(await ReadAsync(stream));
        if (IsSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stop.Token);
        for (var junk = new byte[8192]; Floods;)
        {
            await stream.WriteAsync(junk, _stop.Token);
        }
    }

    private static async Task<HookRequest> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new HookRequest(lines[0], headers, body);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hook.example", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}

/// <summary>What a receiver got.</summary>
internal sealed record HookRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body);
