using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JitAccess.Tests.Smtp;

/// <summary>A mail server on loopback that keeps what it gets and sends nothing on (RFC 5321, RFC 3207).</summary>
public sealed class SmtpCatcher : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<CaughtMail> _mails = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly X509Certificate2 _certificate;
    private readonly Task _loop;

    /// <summary>Initialises a server that listens.</summary>
    public SmtpCatcher()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=mail.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Gets the port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets or sets a value indicating whether it offers STARTTLS.</summary>
    public bool OffersTls { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether TLS begins at once.</summary>
    public bool BeginsWithTls { get; set; }

    /// <summary>Gets or sets the answer to <c>RCPT TO</c> by address.</summary>
    public Func<string, string> Recipient { get; set; } = static _ => "250 ok";

    /// <summary>Gets or sets the answer to a mail.</summary>
    public string Taken { get; set; } = "250 taken";

    /// <summary>Gets or sets a value indicating whether it goes away after a mail without waiting for QUIT.</summary>
    public bool HangsUp { get; set; }

    /// <summary>Gets what was caught, in order.</summary>
    public IReadOnlyList<CaughtMail> Mails => [.. _mails];

    /// <summary>Gets every command of every session, in order.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>Gets the certificate's hash, for who trusts it.</summary>
    public string Thumbprint => _certificate.Thumbprint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                return; // the caller went away, or does not trust the certificate
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var isSecure = BeginsWithTls;
        var lines = new Lines(BeginsWithTls ? await SecureAsync(stream) : stream, _stop.Token);
        var (from, to, user) = ("", new List<string>(), (string?)null);
        await lines.SayAsync("220 mail.example ESMTP");
        while (await lines.ReadAsync() is { } line)
        {
            _commands.Enqueue(line);
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "EHLO")
            {
                await lines.SayAsync("250-mail.example");
                await lines.SayAsync(!isSecure && OffersTls ? "250-STARTTLS" : "250-AUTH PLAIN");
                await lines.SayAsync("250 8BITMIME");
            }
            else if (verb == "STARTTLS")
            {
                await lines.SayAsync("220 go on");
                lines = new Lines(await SecureAsync(lines.Stream), _stop.Token);
                isSecure = true;
            }
            else if (verb == "AUTH")
            {
                user = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Replace('\0', '|');
                await lines.SayAsync("235 welcome");
            }
            else if (verb is "MAIL")
            {
                (from, to) = (AddressIn(line), []);
                await lines.SayAsync("250 ok");
            }
            else if (verb is "RCPT")
            {
                to.Add(AddressIn(line));
                await lines.SayAsync(Recipient(to[^1]));
            }
            else if (verb == "DATA")
            {
                await lines.SayAsync("354 go on");
                _mails.Enqueue(new CaughtMail(from, [.. to], await lines.ReadDataAsync(), isSecure, user));
                await lines.SayAsync(Taken);
                if (HangsUp)
                {
                    return;
                }
            }
            else
            {
                await lines.SayAsync(verb == "QUIT" ? "221 bye" : "250 ok");
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private static string AddressIn(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private sealed class Lines(Stream stream, CancellationToken stop)
    {
        public Stream Stream => stream;

        public async Task SayAsync(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stop);

        public async Task<string?> ReadAsync()
        {
            var line = new List<byte>();
            for (var one = new byte[1]; await stream.ReadAsync(one, stop) == 1;)
            {
                if (one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(one[0]);
            }

            return null;
        }

        public async Task<string> ReadDataAsync()
        {
            var data = new StringBuilder();
            while (await ReadAsync() is { } line && line != ".")
            {
                data.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
            }

            return data.ToString();
        }
    }
}
