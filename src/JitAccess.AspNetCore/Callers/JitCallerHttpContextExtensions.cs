using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The caller of a request.</summary>
public static class JitCallerHttpContextExtensions
{
    /// <summary>
    /// Reads who is signed in, as the routes of JitAccess do: for endpoints of your own that run a command, such as
    /// <see cref="IJitOperations.AdoptStoreAsync"/>.
    /// </summary>
    /// <param name="context">The request, after authentication.</param>
    /// <returns>The subject, whom it acts for, and what its session presents.</returns>
    /// <exception cref="JitRejectedException">Nobody is signed in, or the claims name no subject.</exception>
    public static Caller GetJitCaller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetRequestCaller().Present(context);
    }

    /// <summary>Reads who <see cref="HttpContext.User"/> is, once per request and principal.</summary>
    internal static RequestCaller GetRequestCaller(this HttpContext context) => context.GetRequestCaller(context.User);

    /// <summary>Reads who a principal is, once per request and principal.</summary>
    internal static RequestCaller GetRequestCaller(this HttpContext context, ClaimsPrincipal principal) =>
        JitOperation.CallerOf(principal, context.RequestServices);
}
