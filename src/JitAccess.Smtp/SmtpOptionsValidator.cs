using System.Net;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Smtp;

/// <summary>Refuses the settings of mail when the host starts, all at once.</summary>
internal sealed class SmtpOptionsValidator : IValidateOptions<SmtpOptions>
{
    private const int MaxNameLength = 100;

    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var failures = new List<string>();
        Demand(Uri.CheckHostName(options.Host) != UriHostNameType.Unknown, "Host is no name or address of a server.");
        Demand(options.Port is >= 1 and <= 65535, $"Port is {options.Port}, outside 1 to 65535.");
        Demand(Enum.IsDefined(options.Security), $"Security is {options.Security}, which is not one of its values.");
        Demand(
            options.Security != SmtpSecurity.PlainLoopback || options.Host == "localhost" || (IPAddress.TryParse(options.Host, out var address) && IPAddress.IsLoopback(address)),
            "Security is PlainLoopback and Host is not loopback; use StartTls or Tls.");
        Demand(options.User is null == options.Password is null, "User and Password need each other.");
        Demand(MailAddressText.IsWellFormed(options.From), "From is no address such as jit@app.example.");
        Demand(
            options.FromName is { Length: <= MaxNameLength } sender && !sender.Any(char.IsControl), $"FromName is not one line of at most {MaxNameLength} characters.");
        Demand(!string.IsNullOrWhiteSpace(options.AddressAttribute), "AddressAttribute is empty; it needs the name of an attribute of the directory.");
        Demand(options.AudienceAddress is null || MailAddressText.IsWellFormed(options.AudienceAddress), "AudienceAddress is no address such as leads@app.example.");
        Demand(
            options.Timeout >= Duration.FromSeconds(1) && options.Timeout <= Duration.FromSeconds(60), $"Timeout is {options.Timeout.TotalSeconds}s, outside 1s to 60s.");
        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => $"The mail notifier \"{name}\": {failure}"));

        void Demand(bool isMet, string failure)
        {
            if (!isMet)
            {
                failures.Add(failure);
            }
        }
    }
}
