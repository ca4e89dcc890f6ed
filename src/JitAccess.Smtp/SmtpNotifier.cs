using MailKit.Net.Smtp;
using MailKit.Security;

namespace JitAccess.Smtp;

/// <summary>Sends messages by mail, each over a connection of its own.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SmtpNotifier(SmtpOptions options, TimeProvider time) : INotifier
{
    private const int PermanentFailures = 500; // RFC 5321, section 4.2.1

    private readonly MailWriter _writer = new(options);

    /// <inheritdoc/>
    public async Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
    {
        using var mail = _writer.Write(notification);
        using var timeout = new CancellationTokenSource(options.Timeout.ToTimeSpan(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var client = new SmtpClient();
        if (options.Certificates is { } judge)
        {
            client.ServerCertificateValidationCallback = judge;
        }

        try
        {
            await client.ConnectAsync(options.Host, options.Port, Encryption(), either.Token).ConfigureAwait(false);
            if (options is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, either.Token).ConfigureAwait(false);
            }

            await client.SendAsync(mail, either.Token).ConfigureAwait(false);
        }
        catch (SmtpCommandException exception) when (exception.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)exception.StatusCode >= PermanentFailures)
        {
            throw new UndeliverableNotificationException("The mail server does not take mail for the recipient.", exception);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server did not take the mail in time.", exception);
        }

        await SayGoodbyeAsync(client, either.Token).ConfigureAwait(false);
    }

    // The server has taken the mail: however the parting goes, it must not come again.
    private static async Task SayGoodbyeAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or MailKit.ProtocolException or MailKit.CommandException)
        {
            return;
        }
    }

    private SecureSocketOptions Encryption() => options.Security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.PlainLoopback => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
