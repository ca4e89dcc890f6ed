namespace JitAccess.Tests.Smtp;

/// <summary>A mail that a <see cref="SmtpCatcher"/> was given.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The recipients of the envelope.</param>
/// <param name="Data">Headers and body as they came, without the dots that SMTP adds; lines end with a line feed.</param>
/// <param name="IsSecure">Whether it came over TLS.</param>
/// <param name="User">Who signed in, as <c>|user|password</c>.</param>
public sealed record CaughtMail(string From, IReadOnlyList<string> To, string Data, bool IsSecure, string? User)
{
    /// <summary>Gets the lines of the headers, with those that go on joined.</summary>
    public IReadOnlyList<string> Headers =>
        Data[..Data.IndexOf("\n\n", StringComparison.Ordinal)].Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal).Split('\n');

    /// <summary>Gets the value of a header.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public string? Header(string name) =>
        Headers.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
