using MimeKit;
using MimeKit.Text;
using NodaTime;

namespace JitAccess.Smtp;

/// <summary>Writes a message as a mail.</summary>
/// <remarks>
/// INVARIANT: every text is a value that the mail library encodes, never a line: no text can end a header or add one. Immutable and safe for concurrent use.
/// </remarks>
internal sealed class MailWriter(SmtpOptions options)
{
    /// <summary>The header of a mail that may have arrived before.</summary>
    public const string RepeatedHeader = "Jit-May-Be-Repeated";

    /// <summary>Writes the mail.</summary>
    /// <exception cref="UndeliverableNotificationException">There is no address to send it to.</exception>
    public MimeMessage Write(JitNotification notification)
    {
        var mail = new MimeMessage
        {
            Subject = notification.Title,
            Date = notification.At.InUtc().ToDateTimeOffset(),

            // The same whenever it comes again: most mailboxes show it once.
            MessageId = $"{notification.Id}@{options.From[(options.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Body = new TextPart(TextFormat.Plain) { Text = notification.Text },
        };
        mail.From.Add(new MailboxAddress(options.FromName, options.From));
        mail.To.Add(new MailboxAddress(notification.Recipient.Name, AddressOf(notification.Recipient)));
        mail.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's holiday answers it
        if (notification.MayBeRepeated)
        {
            mail.Headers.Add(RepeatedHeader, "true");
        }

        return mail;
    }

    private string AddressOf(NotificationRecipient recipient)
    {
        if (recipient.Subject is null)
        {
            return options.AudienceAddress
                ?? throw new UndeliverableNotificationException("The message is for an audience that nobody can list, and there is no AudienceAddress.");
        }

        var address = recipient.Entry?.Attributes.GetValueOrDefault(options.AddressAttribute) is { IsDefaultOrEmpty: false } values ? values[0] : null;
        return MailAddressText.IsWellFormed(address)
            ? address!
            : throw new UndeliverableNotificationException("The directory has no usable address of the recipient.");
    }
}
