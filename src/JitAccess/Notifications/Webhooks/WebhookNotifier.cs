using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using JitAccess.Journal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Notifications;

/// <summary>Posts messages to an address, signed, and nowhere else.</summary>
/// <remarks>No redirect is followed, no proxy asked, no cookie kept, and of an answer nothing but its status is read. Thread-safe.</remarks>
internal sealed class WebhookNotifier : INotifier, IDisposable
{
    private const int MostDrained = 64 * 1024; // of a body that nobody reads, so that the connection can be used again
    private const int MostHeaderKilobytes = 16;

    private readonly string _name;
    private readonly WebhookOptions _options;
    private readonly IJitKeyRing _ring;
    private readonly JitClock _clock;
    private readonly ILogger<WebhookNotifier> _logger;
    private readonly HttpMessageInvoker _http;

    public WebhookNotifier(
        string name, WebhookOptions options, IHostResolver resolver, IJitKeyRing ring, JitClock clock, ILogger<WebhookNotifier> logger)
    {
        (_name, _options, _ring, _clock, _logger) = (name, options, ring, clock, logger);
        var connector = new WebhookConnector(new WebhookTargets(options), resolver);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = 1,
            MaxResponseDrainSize = MostDrained,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            MaxResponseHeadersLength = MostHeaderKilobytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // then the name is resolved and judged anew
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken),
        });
    }

    /// <inheritdoc/>
    public async Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
    {
        using var request = Signed(notification);
        using var timeout = new CancellationTokenSource(_options.Timeout.ToTimeSpan(), _clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            Judge(response);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The webhook's target did not answer in time.", exception);
        }
        catch (HttpRequestException exception) when (exception.InnerException is WebhookTargetException refused)
        {
            WebhookLog.TargetRefused(_logger, _name, refused.Message);
            throw new WebhookTargetException(refused.Finding);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Signed(JitNotification notification)
    {
        var body = WebhookBody.Of(notification);
        var (keyId, secret) = _options.Secret is { } own ? (_options.SecretId, own) : (_ring.Current.Id, WebhookSignature.DeriveSecret(_ring.Current, _name));
        var seconds = _clock.WallMilliseconds / 1000;
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Target) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.IdHeader, notification.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.KeyHeader, keyId);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret.Span, notification.Id, seconds, body.Span));
        return request;
    }

    // A target that leads elsewhere is refused like one that is elsewhere: who can answer for it could lead anywhere.
    private void Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            var finding = new Finding(Reason.TargetNotAllowed, $"The webhook's target answered {status}, a redirection; none is followed.")
            {
                Member = "Target",
                Value = status.ToString(CultureInfo.InvariantCulture),
                Limit = "an answer of 200 to 299",
                Fix = "Name the address that it leads to, once you have looked at it.",
            };
            var refused = new WebhookTargetException(finding);
            WebhookLog.TargetRefused(_logger, _name, refused.Message);
            throw refused;
        }

        if (!response.IsSuccessStatusCode)
        {
            WebhookLog.NotTaken(_logger, _name, status);
            throw new HttpRequestException("The webhook's target did not take the message.", inner: null, response.StatusCode);
        }
    }
}
