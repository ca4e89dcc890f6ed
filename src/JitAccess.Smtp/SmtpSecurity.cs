namespace JitAccess.Smtp;

/// <summary>How the way to the mail server is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS (RFC 3207), demanded: a server that does not offer it gets nothing.</summary>
    StartTls = 0,

    /// <summary>TLS from the first byte (RFC 8314), usually on port 465.</summary>
    Tls,

    /// <summary>Not at all, to a server on this machine's loopback alone.</summary>
    PlainLoopback,
}
