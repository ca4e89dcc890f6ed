using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JitAccess;

/// <summary>Challenges the authentication schemes for a caller who reads documents, not pages.</summary>
internal static class SignInChallenge
{
    /// <summary>
    /// Challenges and keeps only what the schemes say in <c>WWW-Authenticate</c>: a redirect, its cookies and its body are for pages. A demand
    /// for another sign-in is added to each challenge; a scheme without one gets a challenge under its name.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="demand">What the sign-in must be, when one is there that is not good enough.</param>
    /// <param name="schemes">The schemes; none means the default one, and nothing happens where there is none either.</param>
    public static async Task CollectAsync(HttpContext context, SignInDemand? demand, IReadOnlyList<string> schemes)
    {
        if (schemes.Count == 0)
        {
            schemes = await DefaultSchemeAsync(context);
        }

        var collected = new List<string>();
        foreach (var scheme in schemes)
        {
            var said = await ChallengeAsync(context, scheme, demand);
            collected.AddRange(
                demand is null ? said
                : said.Count > 0 ? said.Select(demand.AddTo)
                : IsToken(scheme) ? [demand.AddTo(scheme)]
                : []);
        }

        if (collected.Count > 0)
        {
            context.Response.Headers.WWWAuthenticate = new StringValues([.. collected]);
        }
    }

    private static async Task<IReadOnlyList<string>> DefaultSchemeAsync(HttpContext context)
    {
        var provider = context.RequestServices.GetService<IAuthenticationSchemeProvider>();
        var scheme = provider is null ? null : await provider.GetDefaultChallengeSchemeAsync();
        return scheme is null ? [] : [scheme.Name];
    }

    private static async Task<IReadOnlyList<string>> ChallengeAsync(HttpContext context, string scheme, SignInDemand? demand)
    {
        var (response, before) = (context.Response, context.Response.Headers.ToArray());
        var (body, status) = (context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), response.StatusCode);
        response.Headers.Remove("WWW-Authenticate");
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null, body));
        try
        {
            await context.ChallengeAsync(scheme, demand?.ToProperties());
        }
        finally
        {
            context.Features.Set(body);
        }

        var said = response.Headers.WWWAuthenticate;
        response.Headers.Clear();
        foreach (var header in before)
        {
            response.Headers.Append(header.Key, header.Value);
        }

        response.StatusCode = status;
        return [.. said.OfType<string>().Where(challenge => challenge.Length > 0)];
    }

    // RFC 9110, section 5.6.2.
    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal));
}
