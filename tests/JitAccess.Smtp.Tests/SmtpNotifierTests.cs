using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing;
using JitAccess.Tests.Smtp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Smtp.Tests;

/// <summary>Mail: encrypted, to addresses of the directory, once for each message.</summary>
public sealed class SmtpNotifierTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly SmtpCatcher _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Notify_SendsOverTlsToTheAddressOfTheDirectory()
    {
        await Notifier(options => (options.User, options.Password) = ("jit", "word")).NotifyAsync(Message(), CancellationToken.None);

        var mail = Assert.Single(_server.Mails);
        Assert.Equal(("jit@app.example", "amina@app.example", true, "|jit|word"), (mail.From, Assert.Single(mail.To), mail.IsSecure, mail.User));
        Assert.Equal(("Approved: orders:refund", "<n1@app.example>", "auto-generated"), (mail.Header("Subject"), mail.Header("Message-Id"), mail.Header("Auto-Submitted")));
        Assert.Null(mail.Header(MailWriter.RepeatedHeader));
        Assert.EndsWith("\n\nIt was approved.\n.\nFor 5 min.\n", mail.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notify_MayBeRepeated_HasTheSameIdAndSaysSo()
    {
        await Notifier().NotifyAsync(Message() with { MayBeRepeated = true }, CancellationToken.None);

        Assert.Equal(("<n1@app.example>", "true"), (_server.Mails[0].Header("Message-Id"), _server.Mails[0].Header("Jit-May-Be-Repeated")));
    }

    [Fact]
    public async Task Notify_TlsFromTheFirstByte_IsSpoken()
    {
        _server.BeginsWithTls = true;

        await Notifier(options => options.Security = SmtpSecurity.Tls).NotifyAsync(Message(), CancellationToken.None);

        Assert.True(Assert.Single(_server.Mails).IsSecure);
    }

    [Fact]
    public async Task Notify_ServerWithoutTls_GetsNothing()
    {
        _server.OffersTls = false;

        await Assert.ThrowsAsync<NotSupportedException>(() => Notifier(options => (options.User, options.Password) = ("jit", "word")).NotifyAsync(Message(), CancellationToken.None));

        Assert.Empty(_server.Mails);
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notify_CertificateThatNobodyTrusts_GetsNothing()
    {
        await Assert.ThrowsAsync<MailKit.Security.SslHandshakeException>(() => Notifier(options => options.Certificates = null).NotifyAsync(Message(), CancellationToken.None));

        Assert.Empty(_server.Mails);
    }

    [Theory]
    [InlineData("550 nobody", true)]
    [InlineData("450 later", false)]
    public async Task Notify_RecipientIsRefused_ForGoodIsNotTriedAgain(string answer, bool isForGood)
    {
        _server.Recipient = _ => answer;

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => Notifier().NotifyAsync(Message(), CancellationToken.None));

        Assert.Equal(isForGood, failed is UndeliverableNotificationException);
    }

    [Fact]
    public async Task Notify_ServerIsFull_FailsSoThatItComesAgain()
    {
        _server.Taken = "452 no room";

        await Assert.ThrowsAsync<MailKit.Net.Smtp.SmtpCommandException>(() => Notifier().NotifyAsync(Message(), CancellationToken.None));
    }

    [Fact]
    public async Task Notify_ServerHangsUpWhenItHasTakenTheMail_IsDone()
    {
        _server.HangsUp = true;

        await Notifier().NotifyAsync(Message(), CancellationToken.None);

        Assert.Single(_server.Mails);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("amina")]
    [InlineData("amina@app.example, eve@evil.example")]
    [InlineData("amina@app.example\r\nBcc: eve@evil.example")]
    [InlineData("amina@app.example>\r\nRCPT TO:<eve@evil.example")]
    [InlineData("Amina <amina@app.example>")]
    [InlineData("\"a b\"@app.example")]
    [InlineData("amina@[10.0.0.1]")]
    [InlineData("amina@app..example")]
    [InlineData("a@b@app.example")]
    public async Task P36_Address_OfAnotherForm_IsNoAddress(string? address)
    {
        await Assert.ThrowsAsync<UndeliverableNotificationException>(() => Notifier().NotifyAsync(Message(address), CancellationToken.None));

        Assert.Empty(_server.Commands);
    }

    [Fact]
    public async Task Audience_GoesToItsAddress_OrNowhere()
    {
        var message = Message() with { Recipient = new NotificationRecipient { Audience = "the role support-lead" } };

        await Notifier(options => options.AudienceAddress = "leads@app.example").NotifyAsync(message, CancellationToken.None);
        await Assert.ThrowsAsync<UndeliverableNotificationException>(() => Notifier().NotifyAsync(message, CancellationToken.None));

        Assert.Equal(["leads@app.example"], Assert.Single(_server.Mails).To);
    }

    [Fact]
    public async Task AddSmtp_RequestIsApproved_MailsTheRequester()
    {
        var policy = JitPolicy.Create("watch-orders").Grants("orders:watch").On("orders").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build();
        await using var host = await JitTestHost.StartAsync(
            jit => jit.AddPolicies(JitPolicySet.Create("desk", version: 1, policy)).AddSmtp(Configure),
            people => people.Person("amina", "support").SetAttribute("amina", "mail", "amina@app.example"));

        await host.As("amina").RequestAsync("watch-orders", "orders", 5);
        await host.SettleAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal(["amina@app.example"], mail.To);
        Assert.Equal("Approved: orders:watch on orders for amina", mail.Header("Subject"));
    }

    [Fact]
    public async Task P07_ApprovalIsAsked_MailHoldsALinkThatVotesOnce()
    {
        var policy = JitPolicy.Create("refund-order").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2)).Build();
        await using var host = await JitTestHost.StartAsync(
            jit => jit.AddPolicies(JitPolicySet.Create("desk", version: 1, policy)).AddSmtp(Configure).ConfigureNotifications(options =>
                (options.LinkBase, options.ApprovalLinks) = (new Uri("https://app.example/jit"), true)),
            people => people.Person("amina", "support").Person("bo", "support-lead").Person("chen", "support-lead")
                .SetAttribute("bo", "mail", "bo@app.example").SetAttribute("chen", "mail", "chen@app.example"));
        var request = await host.As("amina").RequestAsync("refund-order", "orders/1", 5);
        await host.SettleAsync();

        var page = $"https://app.example/jit/requests/{request.Id}?link=";
        var mail = Assert.Single(_server.Mails, mail => mail.To.Contains("bo@app.example"));
        using var data = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.Data));
        using var message = await MimeKit.MimeMessage.LoadAsync(data);
        var link = Assert.Single(message.TextBody!.Split('\n'), line => line.StartsWith(page, StringComparison.Ordinal)).Trim()[page.Length..];
        var vote = new JitVote(VoteDecision.Approve) { Link = link };

        Assert.Equal(Reason.LinkInvalid, (await Assert.ThrowsAsync<JitRejectedException>(() => host.As("chen").VoteAsync(request, vote))).Reason);
        Assert.Equal(1, (await host.As("bo").VoteAsync(request, vote)).Stages.Single().Approvals);
        Assert.Equal(Reason.LinkUsed, (await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").VoteAsync(request, vote))).Reason);
    }

    [Fact]
    public async Task P34_MailServerIsAway_MailWaitsAndIsSentOnce()
    {
        var policy = JitPolicy.Create("watch-orders").Grants("orders:watch").On("orders").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved().Build();
        await using var host = await JitTestHost.StartAsync(
            jit => jit.AddPolicies(JitPolicySet.Create("desk", version: 1, policy)).AddSmtp(Configure),
            people => people.Person("amina", "support").SetAttribute("amina", "mail", "amina@app.example"));
        _server.Taken = "421 going down";
        await host.As("amina").RequestAsync("watch-orders", "orders", 5);
        await host.SettleAsync();
        host.Should("amina").Allow("orders:watch", "orders");
        var tried = _server.Mails.Count;

        _server.Taken = "250 taken";
        await host.AdvanceAsync(Duration.FromSeconds(2));
        await host.SettleAsync();

        Assert.True(tried > 0);
        Assert.Equal(tried + 1, _server.Mails.Count);
        Assert.Equal("true", _server.Mails[^1].Header("Jit-May-Be-Repeated"));
    }

    [Fact]
    public async Task AddSmtp_SettingsOutOfRange_StopTheStartAllAtOnce()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => JitTestHost.StartAsync(
            jit => jit.AddSmtp(mail =>
            {
                (mail.Host, mail.Port, mail.Security, mail.User) = ("mail.example", 0, SmtpSecurity.PlainLoopback, "jit");
                (mail.From, mail.FromName, mail.AddressAttribute, mail.AudienceAddress, mail.Timeout) = ("no", "a\nb", " ", "no", Duration.Zero);
            }),
            _ => { }));

        Assert.Equal(8, refused.Failures.Count());
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("mail.example", false)]
    [InlineData("a b", false)]
    public void Options_PlainText_OnlyToLoopback(string host, bool isTaken) => Assert.Equal(
        isTaken,
        new SmtpOptionsValidator().Validate("mail", new SmtpOptions { Host = host, From = "jit@app.example", Security = SmtpSecurity.PlainLoopback }).Succeeded);

    internal static JitNotification Message(string? address = "amina@app.example") => new()
    {
        Id = "n1",
        Kind = JitNotificationKind.RequestApproved,
        Tenant = Tenant.Default,
        Position = 7,
        At = Instant.FromUtc(2026, 3, 2, 9, 0),
        Title = "Approved: orders:refund",
        Text = "It was approved.\n.\nFor 5 min.\n",
        Recipient = new NotificationRecipient
        {
            Subject = Subject.Human("people", "amina"),
            Entry = new DirectoryEntry(Subject.Human("people", "amina"))
            {
                DisplayName = "Amina",
                Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("mail", address is null ? [] : [address]),
            },
        },
    };

    private SmtpNotifier Notifier(Action<SmtpOptions>? more = null)
    {
        var options = new SmtpOptions();
        Configure(options);
        more?.Invoke(options);
        return new SmtpNotifier(options, _time);
    }

    private void Configure(SmtpOptions options)
    {
        (options.Host, options.Port, options.From) = ("localhost", _server.Port, "jit@app.example");
        options.Certificates = (_, certificate, _, errors) =>
            errors != SslPolicyErrors.None && certificate is X509Certificate2 { Thumbprint: var shown } && shown == _server.Thumbprint;
    }
}
