using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests;
using Xunit.Abstractions;

namespace JitAccess.Smtp.Tests;

/// <summary>P36: no text of anybody adds a header to a mail, a recipient, or a command.</summary>
public sealed class MailWriterTests(ITestOutputHelper output)
{
    private static readonly string[] Nasty =
        ["\r\n", "\n", "\r", "Bcc: eve@evil.example", "\r\n.\r\n", "\r\n\r\n", "<", ">", "\"", ",", "@", "=?utf-8?q?=0d=0aBcc:_x?=", "\0", "\u202e", "é", "😀", " ", "a", "\u2028", "\ud800"];

    // How the body is encoded depends on what is in it.
    private static readonly string[] Expected = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"];

    // The core sends one line of safe characters; a mail is whole even where it did not.
    [Fact]
    public void P36_Write_AnyTitleTextAndName_HasItsHeadersAndNoOther() => Properties.Check(
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(Nasty)).Three().ToArbitrary(), texts =>
        {
            var (title, text, name) = texts;
            var message = SmtpNotifierTests.Message();
            using var mail = new MailWriter(new SmtpOptions { From = "jit@app.example" }).Write(message with
            {
                Title = string.Concat(title),
                Text = string.Concat(text),
                Recipient = message.Recipient with { Entry = message.Recipient.Entry! with { DisplayName = string.Concat(name) } },
            });
            using var stream = new MemoryStream();
            mail.WriteTo(stream);
            var head = Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n").Split("\n\n")[0];

            Assert.Equal(
                Expected, head.Split('\n').Where(line => line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0])
                    .Where(header => header != "Content-Transfer-Encoding").Order(StringComparer.Ordinal));
            Assert.Equal(["amina@app.example"], mail.To.Mailboxes.Select(mailbox => mailbox.Address));
            Assert.Equal(["amina@app.example"], MimeKit.MimeMessage.Load(new MemoryStream(stream.ToArray())).To.Mailboxes.Select(mailbox => mailbox.Address));
        }),
        output);
}
