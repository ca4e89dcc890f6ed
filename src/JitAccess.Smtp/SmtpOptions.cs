using System.Net.Security;
using NodaTime;

namespace JitAccess.Smtp;

/// <summary>The settings of mail.</summary>
/// <remarks>Validated when the host starts. Configure before the host starts; not thread-safe while it is being configured.</remarks>
public sealed class SmtpOptions
{
    /// <summary>Gets or sets the mail server, by name or address. <value>There is no default: it must be set.</value></summary>
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the port, 1 to 65535. <value>The default is 587, for submission.</value></summary>
    public int Port { get; set; } = 587;

    /// <summary>Gets or sets how the way there is encrypted. <value>The default is <see cref="SmtpSecurity.StartTls"/>.</value></summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Gets or sets the user to sign in with. <value>The default is <see langword="null"/>: nobody signs in.</value></summary>
    public string? User { get; set; }

    /// <summary>Gets or sets the password of <see cref="User"/>. <value>The default is <see langword="null"/>.</value></summary>
    public string? Password { get; set; }

    /// <summary>Gets or sets the address that mail comes from, such as <c>jit@app.example</c>. <value>There is no default: it must be set.</value></summary>
    public string From { get; set; } = "";

    /// <summary>Gets or sets the name that mail comes from: one line of at most 100 characters. <value>The default is <c>JitAccess</c>.</value></summary>
    public string FromName { get; set; } = "JitAccess";

    /// <summary>
    /// Gets or sets the attribute of the directory's entry whose first value is somebody's address; claims are never asked. <value>The default is <c>mail</c>.</value>
    /// </summary>
    public string AddressAttribute { get; set; } = "mail";

    /// <summary>
    /// Gets or sets the address for messages to an audience that nobody can list, such as everybody of a role: a list or a shared mailbox.
    /// <value>The default is <see langword="null"/>: such messages cannot be delivered.</value>
    /// </summary>
    public string? AudienceAddress { get; set; }

    /// <summary>Gets or sets how long one mail may take, 1 to 60 seconds. <value>The default is 15 seconds.</value></summary>
    public Duration Timeout { get; set; } = Duration.FromSeconds(15);

    /// <summary>What judges the server's certificate in tests; otherwise the system does.</summary>
    internal RemoteCertificateValidationCallback? Certificates { get; set; }
}
