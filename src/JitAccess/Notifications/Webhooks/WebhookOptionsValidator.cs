using System.Net;
using JitAccess.Journal;
using JitAccess.Notifications;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess;

/// <summary>Refuses the settings of a webhook when the host starts, all at once.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var failures = new List<string>();
        foreach (var network in options.AllowedNetworks.Where(network => NetworkText.Read(network) is null))
        {
            failures.Add($"AllowedNetworks: {NetworkText.Refuse(network ?? "", "AllowedNetworks").Message} Write it as 10.1.0.0/16 or fd00:1::/32.");
        }

        if (options.Secret is { Length: < JitKey.MinSecretLength })
        {
            failures.Add($"Secret has {options.Secret.Value.Length} bytes; it needs at least {JitKey.MinSecretLength}.");
        }

        if (options.SecretId is not { Length: > 0 and <= 64 } || !options.SecretId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            failures.Add($"SecretId is \"{SafeText.Show(options.SecretId ?? "")}\"; it needs 1 to 64 characters of a-z, A-Z, 0-9, '-' and '_'.");
        }

        if (options.Timeout < Duration.FromMilliseconds(100) || options.Timeout > Duration.FromSeconds(60))
        {
            failures.Add($"Timeout is {options.Timeout.TotalSeconds}s, outside 0.1s to 60s.");
        }

        if (failures.Count == 0)
        {
            CheckTarget(options, failures);
        }

        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => $"The webhook \"{name}\": {failure}"));
    }

    // Where a name leads is judged when it is connected to; an address can be judged now.
    private static void CheckTarget(WebhookOptions options, List<string> failures)
    {
        if (options.Target is not { IsAbsoluteUri: true } target || target.Scheme is not ("https" or "http") || target.UserInfo.Length + target.Fragment.Length > 0
            || target.Host.Length == 0)
        {
            failures.Add($"Target is {AddressText.Show(options.Target)}; it needs an absolute https address without user and fragment.");
        }
        else if (target.Scheme == "http" && !options.AllowPlainLoopback)
        {
            failures.Add($"Target is {AddressText.Show(target)}, which is not encrypted; use https. AllowPlainLoopback is for tests on loopback.");
        }
        else if (IPAddress.TryParse(target.IdnHost, out var address) && new WebhookTargets(options).Judge(address) is { } refused)
        {
            failures.Add($"{refused.Message} {refused.Fix}");
        }
    }
}
