using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The caller of a request.</summary>
internal static class CallerHttpContextExtensions
{
    /// <summary>Reads who <see cref="HttpContext.User"/> is, once per request and principal.</summary>
    public static RequestCaller GetJitCaller(this HttpContext context) => context.GetJitCaller(context.User);

    /// <summary>Reads who a principal is, once per request and principal.</summary>
    public static RequestCaller GetJitCaller(this HttpContext context, ClaimsPrincipal principal)
    {
        if (context.Features.Get<RequestCaller>() is { } known && ReferenceEquals(known.Principal, principal))
        {
            return known;
        }

        // Signing in, claims transformation and merged schemes replace the principal: who it was before says nothing about who it is now.
        var caller = RequestCaller.Of(principal, context.RequestServices);
        context.Features.Set(caller);
        return caller;
    }
}
