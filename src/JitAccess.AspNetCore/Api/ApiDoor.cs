using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess;

/// <summary>What a request must be before anybody looks at what it says: over HTTPS, from somebody who is signed in, from our own site.</summary>
internal static class ApiDoor
{
    private const string FetchSite = "Sec-Fetch-Site";

    private static readonly string[] BrowserSchemes = ["Basic", "Digest", "Negotiate", "NTLM"];

    /// <exception cref="JitRejectedException">It is not.</exception>
    public static void Check(HttpContext context)
    {
        if (!IsPrivate(context))
        {
            throw Refuse(new Finding(Reason.HttpsRequired, "This is plain HTTP, which anyone on the way can read and change; it needs HTTPS.")
            {
                Value = "http",
                Limit = "https",
                Fix = "Use https. Behind a proxy that ends TLS, let the application process forwarded headers.",
            });
        }

        if (!context.User.Identities.Any(identity => identity.IsAuthenticated))
        {
            throw Refuse(new Finding(Reason.NotSignedIn, "Nobody is signed in.") { Fix = "Sign in, and send the token or cookie." });
        }

        if (IsFromElsewhere(context.Request))
        {
            throw Refuse(new Finding(Reason.CrossSite, "A request that the browser signs in by itself was sent from another site.")
            {
                Member = FetchSite,
                Value = SafeText.Show(context.Request.Headers[FetchSite].ToString()),
                Limit = "same-origin or none",
                Fix = "Call from the application's own pages, or with a bearer token.",
            });
        }
    }

    // In process (no address) and on this machine nobody listens in between.
    private static bool IsPrivate(HttpContext context) =>
        context.Request.IsHttps
        || context.Connection.RemoteIpAddress is not { } address
        || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        || context.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment();

    // Exempt is only who sends credentials that a foreign page could not have added. Without any, a cookie or the connection itself (a client
    // certificate, a persisted NTLM or Negotiate) has signed the caller in, and the browser brings both to whatever a foreign page sends.
    private static bool IsFromElsewhere(HttpRequest request)
    {
        var credentials = request.Headers.Authorization;
        var isSignedInByItself = credentials.Count == 0 || credentials.Any(IsSentByTheBrowser);
        return isSignedInByItself && request.Headers[FetchSite].Any(site => site is not ("same-origin" or "none"));
    }

    private static bool IsSentByTheBrowser(string? credentials) =>
        (credentials ?? "").Split(' ', 2)[0] is var scheme && BrowserSchemes.Contains(scheme, StringComparer.OrdinalIgnoreCase);

    private static JitRejectedException Refuse(Finding finding) => new(Explanation.Of(finding));
}
