using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using JitAccess.Journal;
using JitAccess.Notifications;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>Messages posted as signed JSON, to the target and to nothing else.</summary>
public sealed class WebhookTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly EphemeralKeyRing _ring = new();
    private readonly ListLogger<WebhookNotifier> _log = new();
    private readonly HookServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Notify_PostsSignedJson()
    {
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        await hook.NotifyAsync(Message(), CancellationToken.None);

        var got = await _server.ReceiveAsync();
        Assert.Equal("POST /jit?a=b HTTP/1.1", got.Line);
        Assert.Equal(($"hook.example:{_server.Port}", "application/json", "n1", _ring.Current.Id), (got.Headers["Host"], got.Headers["Content-Type"], got.Headers["Jit-Webhook-Id"], got.Headers["Jit-Webhook-Key"]));
        Assert.True(IsAuthentic(got, WebhookSignature.DeriveSecret(_ring.Current, "ops"), _time.Clock.Wall));
        using var body = JsonDocument.Parse(got.Body);
        Assert.Equal(
            ["id", "kind", "tenant", "position", "at", "mayBeRepeated", "recipient", "title", "text", "facts"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""{"permission":"orders:refund","resource":"orders/1"}""", body.RootElement.GetProperty("facts").GetProperty("scopes")[0].GetRawText());
        Assert.DoesNotContain("secret-attribute", Encoding.UTF8.GetString(got.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notify_SecretOfItsOwn_SignsWithThat()
    {
        var secret = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");
        using var hook = Hook(new StubResolver(["127.0.0.1"]), options => (options.Secret, options.SecretId) = (secret, "s-7"));

        await hook.NotifyAsync(Message(), CancellationToken.None);

        var got = await _server.ReceiveAsync();
        Assert.Equal("s-7", got.Headers["Jit-Webhook-Key"]);
        Assert.True(IsAuthentic(got, secret, _time.Clock.Wall));
        Assert.False(IsAuthentic(got, WebhookSignature.DeriveSecret(_ring.Current, "ops"), _time.Clock.Wall));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task P37_TargetRedirects_IsNotFollowed(int status)
    {
        _server.Answer = $"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:{_server.Port}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        var refused = await Assert.ThrowsAsync<WebhookTargetException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal((Reason.TargetNotAllowed, $"{status}", "an answer of 200 to 299"), (refused.Finding.Reason, refused.Finding.Value, refused.Finding.Limit));
        Assert.Equal(1, _server.Connections);
        Assert.Contains(_log.Lines, line => line.StartsWith("Error 1511 ", StringComparison.Ordinal));
    }

    // The address that is connected to is the one that was judged: the name is resolved once for each connection, and never again.
    [Fact]
    public async Task P37_NameResolvesToAnotherAddressTheSecondTime_IsRefusedThen()
    {
        var resolver = new StubResolver(["127.0.0.1"], ["169.254.169.254"]);
        using var hook = Hook(resolver);
        await hook.NotifyAsync(Message(), CancellationToken.None);
        Assert.Equal(1, resolver.Asked);

        var refused = await Assert.ThrowsAsync<WebhookTargetException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal((Reason.TargetNotAllowed, "169.254.169.254"), (refused.Finding.Reason, refused.Finding.Value));
        Assert.Equal((2, 1), (resolver.Asked, _server.Connections));
    }

    [Fact]
    public async Task P37_OneOfTheAddressesIsForbidden_NoneIsConnectedTo()
    {
        using var hook = Hook(new StubResolver(["127.0.0.1", "::ffff:10.0.0.1"]));

        await Assert.ThrowsAsync<WebhookTargetException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal(0, _server.Connections);
    }

    [Theory]
    [InlineData("127.0.0.1", "loopback (RFC 1122)")]
    [InlineData("::1", "loopback (RFC 4291)")]
    [InlineData("192.168.1.1", "private (RFC 1918)")]
    [InlineData("fd00::1", "private (RFC 4193)")]
    [InlineData("100.100.0.1", "shared by carriers (RFC 6598)")]
    [InlineData("0.0.0.0", "this host (RFC 1122)")]
    [InlineData("224.0.0.1", "multicast (RFC 5771)")]
    [InlineData("64:ff9b::a00:1", "private (RFC 1918)")]
    public async Task P37_NameLeadsInside_IsRefusedWithWhatMendsIt(string address, string what)
    {
        using var hook = Hook(new StubResolver([address]), options => (options.Target, options.AllowPlainLoopback) = (new Uri("https://hook.example/"), false));

        var refused = await Assert.ThrowsAsync<WebhookTargetException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal(
            $"The webhook's target is at {address}, which is {what}; it needs a public address, or one of AllowedNetworks. "
                + $"Name a public target, or add a network that holds {address} to AllowedNetworks.",
            refused.Message);
    }

    [Fact]
    public async Task P37_AllowedNetwork_IsConnectedTo_AndTheCertificateStillCounts()
    {
        await using var secure = new HookServer(tls: true);
        using var hook = Hook(
            new StubResolver(["::ffff:127.0.0.1"]),
            options =>
            {
                (options.Target, options.AllowPlainLoopback) = (new Uri($"https://hook.example:{secure.Port}/"), false);
                options.AllowedNetworks.Add("127.0.0.0/8");
            });

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
        Assert.Equal(1, secure.Connections);
        Assert.False(secure.TryReceive(out _));
    }

    [Fact]
    public async Task P37_PlainTarget_OnlyOnLoopback()
    {
        using var hook = Hook(new StubResolver(["8.8.8.8"]), options => options.AllowedNetworks.Add("8.8.8.0/24"));

        await Assert.ThrowsAsync<WebhookTargetException>(() => hook.NotifyAsync(Message(), CancellationToken.None));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(503)]
    public async Task Notify_NotTaken_FailsSoThatItComesAgain(int status)
    {
        _server.Answer = $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => hook.NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal(status, (int)failed.StatusCode!);
        Assert.Contains(_log.Lines, line => line.Contains($"answered {status}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task P34_TargetHangs_TimesOut()
    {
        _server.IsSilent = true;
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        var posting = hook.NotifyAsync(Message(), CancellationToken.None);
        await _server.ReceiveAsync();
        _time.Advance(Duration.FromSeconds(10));

        await Assert.ThrowsAsync<TimeoutException>(() => posting);
    }

    [Fact]
    public async Task P34_TargetAnswersWithoutEnd_IsNotRead()
    {
        (_server.Floods, _server.Answer) = (true, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        await hook.NotifyAsync(Message(), CancellationToken.None);

        Assert.Equal("n1", (await _server.ReceiveAsync()).Headers["Jit-Webhook-Id"]);
    }

    [Fact]
    public async Task Notify_ADigest_HoldsItsMessages()
    {
        using var hook = Hook(new StubResolver(["127.0.0.1"]));

        await hook.NotifyAsync(Digests.Of([Message(), Message() with { Id = "n2" }]), CancellationToken.None);

        using var body = JsonDocument.Parse((await _server.ReceiveAsync()).Body);
        Assert.Equal(["n1", "n2"], body.RootElement.GetProperty("contains").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("digest", body.RootElement.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("https://hook.example/", true)]
    [InlineData("http://hook.example/", false)]
    [InlineData("ftp://hook.example/", false)]
    [InlineData("https://user:word@hook.example/", false)]
    [InlineData("https://hook.example/#part", false)]
    [InlineData("/relative", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://0x7f.1/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://[::ffff:10.0.0.1]/", false)]
    [InlineData("https://[fe80::1]/", false)]
    [InlineData("https://8.8.8.8/", true)]
    public void P37_Options_TargetOfAnotherForm_StopsTheStart(string target, bool isTaken) => Assert.Equal(
        isTaken, new WebhookOptionsValidator().Validate("ops", new WebhookOptions { Target = new Uri(target, UriKind.RelativeOrAbsolute) }).Succeeded);

    // What is refused at the start is in the log: of an address only where it leads, for the rest may be all that it takes to post there.
    [Theory]
    [InlineData("https://user:hidden@hook.example/hidden")]
    [InlineData("http://hook.example/hidden?key=hidden")]
    [InlineData("ftp://hook.example/hidden")]
    [InlineData("hook.example/hidden")]
    public void Options_AddressThatIsRefused_IsShownWithoutItsSecrets(string address)
    {
        var refused = string.Join(
            '\n',
            [
                .. new WebhookOptionsValidator().Validate("ops", new WebhookOptions { Target = new Uri(address, UriKind.RelativeOrAbsolute) }).Failures!,
                .. new NotificationOptionsValidator().Validate(null, new NotificationOptions { LinkBase = new Uri(address + "?hidden", UriKind.RelativeOrAbsolute) }).Failures!,
            ]);

        Assert.DoesNotContain("hidden", refused, StringComparison.Ordinal);
        Assert.Equal(address.Contains("://", StringComparison.Ordinal), refused.Contains("://hook.example\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_OutsideTheirRanges_AreRefusedAllAtOnce()
    {
        var refused = new WebhookOptionsValidator().Validate("ops", new WebhookOptions
        {
            AllowedNetworks = { "10.0.0.1/8", "nothing" },
            Secret = new byte[31],
            SecretId = "a b",
            Timeout = Duration.Zero,
        });

        Assert.Equal(5, refused.Failures!.Count());
        Assert.All(refused.Failures!, failure => Assert.StartsWith("The webhook \"ops\": ", failure, StringComparison.Ordinal));
    }

    private static bool IsAuthentic(HookRequest got, byte[] secret, Instant now) => WebhookSignature.Verify(
        secret, got.Headers["Jit-Webhook-Id"], got.Headers["Jit-Webhook-Timestamp"], got.Headers["Jit-Webhook-Signature"], got.Body, now, Duration.FromMinutes(5));

    private static JitNotification Message() => new()
    {
        Id = "n1",
        Kind = JitNotificationKind.RequestApproved,
        Tenant = Tenant.Default,
        Position = 7,
        At = ManualTime.Start,
        Title = "Approved",
        Text = "It was approved.\n",
        Recipient = new NotificationRecipient
        {
            Subject = Subject.Human("people", "amina"),
            Entry = new DirectoryEntry(Subject.Human("people", "amina"))
            {
                Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("mail", ["secret-attribute"]),
            },
        },
        Facts = new NotificationFacts { Policy = "refund-order", Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))] },
    };

    private WebhookNotifier Hook(IHostResolver resolver, Action<WebhookOptions>? more = null)
    {
        var options = new WebhookOptions { Target = new Uri($"http://hook.example:{_server.Port}/jit?a=b"), AllowPlainLoopback = true };
        more?.Invoke(options);
        return new WebhookNotifier("ops", options, resolver, _ring, _time.Clock, _log);
    }
}
