namespace JitAccess.Notifications;

/// <summary>Shows addresses of settings in messages that end up in logs.</summary>
internal static class AddressText
{
    /// <summary>Where an address leads, and no more: user, path and query of a webhook are what lets somebody post there.</summary>
    public static string Show(Uri? address) => address is { IsAbsoluteUri: true } ? $"on \"{SafeText.Show($"{address.Scheme}://{address.Host}")}\"" : "no absolute address";
}
