using JitAccess.Notifications;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess;

/// <summary>Refuses settings outside their ranges when the host starts, all at once.</summary>
internal sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var failures = new List<string>();
        if (options.LinkBase is { } link
            && (!link.IsAbsoluteUri || link.Scheme is not ("https" or "http") || link.UserInfo.Length + link.Query.Length + link.Fragment.Length > 0))
        {
            failures.Add($"LinkBase is {AddressText.Show(link)}; it needs an absolute https or http address without user, query and fragment.");
        }

        if (options is { ApprovalLinks: true, LinkBase: null })
        {
            failures.Add("ApprovalLinks is true without LinkBase; it needs the address of the page where people vote.");
        }

        if (options.DigestAbove is < 1 or > 1000)
        {
            failures.Add($"DigestAbove is {options.DigestAbove}, outside 1 to 1000.");
        }

        Range(nameof(options.DigestWindow), options.DigestWindow, Duration.FromSeconds(1), Duration.FromHours(1));
        Range(nameof(options.ForgetAfter), options.ForgetAfter, Duration.FromMinutes(1), Duration.FromDays(366));
        if (options.PublishedTo.Any(subject => subject is null))
        {
            failures.Add("PublishedTo holds null; it needs subjects.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Range(string option, Duration value, Duration least, Duration most)
        {
            if (value < least || value > most)
            {
                failures.Add($"{option} is {value.TotalSeconds}s, outside {least.TotalSeconds}s to {most.TotalSeconds}s.");
            }
        }
    }
}
